//! The macro in which the generated rows are written.

/// Declares [`Api`](super::Api) and its rows, one line per API.
///
/// The column after the kind has the roles in the default edition, the last column those in the earlier one.
macro_rules! apis {
    ($(
        $Api:ident $name:literal $Kind:ident ($($v0_16_41:tt)+) $guest:ident ($($contexts:tt)+)
        $Product:ident $Data:ident $since:literal ($($v0_16_8:tt)+) $media:ident;
    )+) => {
        $crate::vocabulary::words! {
            "API"
            /// A method or event of the in-client SDK.
            ///
            /// # Examples
            ///
            /// ```
            /// use consentry::catalog::{Api, ApiKind};
            ///
            /// let api: Api = "getMeetingParticipants".parse()?;
            /// assert_eq!(api, Api::GetMeetingParticipants);
            /// assert_eq!(api.kind(), ApiKind::Method);
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
                guest: $crate::catalog::rows::yes!($guest),
                contexts: $crate::catalog::rows::contexts!($($contexts)+),
                product: Product::$Product,
                data: DataClass::$Data,
                since: $since,
                media: $crate::catalog::rows::yes!($media),
                entries: [
                    $crate::catalog::rows::entry!($($v0_16_8)+),
                    $crate::catalog::rows::entry!($($v0_16_41)+),
                ],
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

macro_rules! entry {
    (absent) => { $crate::catalog::Entry::Absent };
    (undocumented) => { $crate::catalog::Entry::Undocumented };
    (any) => { $crate::catalog::Entry::Documented(ApiRoles::Any) };
    (any_seat) => { $crate::catalog::Entry::Documented(ApiRoles::AnySeat) };
    (only $($ROLE:ident)+) => {
        $crate::catalog::Entry::Documented(ApiRoles::Only(Roles::empty()$(.union(Roles::$ROLE))+))
    };
}
pub(super) use entry;

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
