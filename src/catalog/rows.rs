//! The macro that the generated rows are written in.

/// Declares [`Api`](super::Api) and its rows, one line an API.
macro_rules! apis {
    ($(
        $Api:ident $name:literal $Kind:ident ($($roles:tt)+) $guest:ident ($($contexts:tt)+)
        $Product:ident $Data:ident $since:literal ($($old:tt)+);
    )+) => {
        $crate::vocabulary::words! {
            "API"
            /// A method or event of the in-client SDK, as the catalogue lists them.
            ///
            /// # Examples
            ///
            /// ```
            /// use consentry::catalog::{Api, ApiKind};
            ///
            /// let api: Api = "getMeetingParticipants".parse()?;
            /// assert_eq!(api, Api::GetMeetingParticipants);
            /// assert_eq!(api.kind(), ApiKind::Method);
            /// assert_eq!(Api::ALL.len(), 245);
            /// # Ok::<_, consentry::UnknownWord>(())
            /// ```
            #[non_exhaustive]
            pub enum Api {
                $(#[doc = concat!("The ", stringify!($Kind), " `", $name, "`.")] $Api = $name,)+
            }
        }

        static ROWS: [Row; Api::ALL.len()] = [$(
            Row {
                kind: ApiKind::$Kind,
                roles: $crate::catalog::rows::roles!($($roles)+),
                guest: $crate::catalog::rows::yes!($guest),
                contexts: $crate::catalog::rows::contexts!($($contexts)+),
                product: Product::$Product,
                data: DataClass::$Data,
                since: $since,
                roles_in_0_16_8: $crate::catalog::rows::roles!($($old)+),
                in_0_16_8: $crate::catalog::rows::present!($($old)+),
            },
        )+];

        impl Api {
            /// The row of the catalogue.
            #[expect(clippy::indexing_slicing, reason = "there is one row for each variant, by construction")]
            pub(super) const fn row(self) -> &'static Row {
                &ROWS[self as usize]
            }
        }
    };
}
pub(super) use apis;

macro_rules! roles {
    (any) => { Some(ApiRoles::Any) };
    (any_seat) => { Some(ApiRoles::AnySeat) };
    (undocumented) => { None };
    (absent) => { None };
    (only $($ROLE:ident)+) => { Some(ApiRoles::Only(Roles::empty()$(.union(Roles::$ROLE))+)) };
}
pub(super) use roles;

macro_rules! present {
    (absent) => {
        false
    };
    ($($other:tt)+) => {
        true
    };
}
pub(super) use present;

macro_rules! contexts {
    (any) => { ApiContexts::Any };
    (only $($CONTEXT:ident)+) => { ApiContexts::Only(Contexts::empty()$(.union(Contexts::$CONTEXT))+) };
}
pub(super) use contexts;

macro_rules! yes {
    (yes) => {
        true
    };
    (no) => {
        false
    };
}
pub(super) use yes;
