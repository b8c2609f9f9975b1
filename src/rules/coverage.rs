//! Coverage: the verbs that exist for each kind of data, and what each of them requires. One table.

use crate::facts::{Access, DataKind, Management, Manifest, Privileges, Scopes, Verb};

/// What one verb on one kind of data requires.
#[derive(Clone, Copy)]
pub(crate) struct Coverage {
    pub(crate) scope: Scopes,
    /// Any one of these is enough. Empty: this cannot be delegated.
    pub(crate) access: Access,
    pub(crate) privilege: Privileges,
    pub(crate) on: On,
}

/// Whether the verb applies to the data of an account too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    UserData,
    UserAndAccountData,
}

/// What a verb on a kind of data requires; `None` if the verb does not exist for the kind.
#[inline]
#[expect(clippy::indexing_slicing, reason = "the table has a row for each kind and a column for each verb")]
pub(crate) const fn coverage(kind: DataKind, verb: Verb) -> Option<Coverage> {
    // A table in memory, because a `match` compiles to a jump that the processor has to predict.
    static TABLE: [[Option<Coverage>; Verb::ALL.len()]; DataKind::ALL.len()] = {
        let mut table = [[None; Verb::ALL.len()]; DataKind::ALL.len()];
        let mut kind = 0;
        while kind < DataKind::ALL.len() {
            let mut verb = 0;
            while verb < Verb::ALL.len() {
                table[kind][verb] = row(DataKind::ALL[kind], Verb::ALL[verb]);
                verb += 1;
            }
            kind += 1;
        }
        table
    };
    TABLE[kind as usize][verb as usize]
}

/// The table that [`coverage`] reads.
///
/// Source: K for what delegated access covers, D for verbs, scopes and privileges, L for what they leave open.
const fn row(kind: DataKind, verb: Verb) -> Option<Coverage> {
    use DataKind::{Meetings, Profile, Recordings, Reports, Settings};
    use On::{UserAndAccountData, UserData};
    use Verb::{Create, Delete, Read, Update};

    const NOT_DELEGABLE: Access = Access::empty();
    const SEE_MEETINGS: Access = Access::MEETINGS.union(Access::SCHEDULE);

    type S = Scopes;
    type A = Access;
    type P = Privileges;

    let (scope, access, privilege, on) = match (kind, verb) {
        (Profile, Read) => (S::PROFILE_READ, A::PROFILE, P::USERS_READ, UserAndAccountData),
        (Profile, Update) => (S::PROFILE_WRITE, NOT_DELEGABLE, P::USERS_EDIT, UserData),

        (Meetings, Read) => (S::MEETINGS_READ, SEE_MEETINGS, P::USERS_READ, UserData),
        (Meetings, Create | Update | Delete) => (S::MEETINGS_WRITE, A::SCHEDULE, P::USERS_EDIT, UserData),

        (Settings, Read) => (S::SETTINGS_READ, NOT_DELEGABLE, P::SETTINGS_READ, UserAndAccountData),
        (Settings, Update) => (S::SETTINGS_WRITE, NOT_DELEGABLE, P::SETTINGS_EDIT, UserAndAccountData),

        (Recordings, Read) => (S::RECORDINGS_READ, A::RECORDINGS, P::RECORDINGS_READ, UserAndAccountData),
        (Recordings, Update | Delete) => {
            (S::RECORDINGS_WRITE, NOT_DELEGABLE, P::RECORDINGS_EDIT, UserAndAccountData)
        }

        (Reports, Read) => (S::REPORTS_READ, A::REPORTS, P::REPORTS_READ, UserAndAccountData),

        (Profile | Settings, Create | Delete)
        | (Recordings, Create)
        | (Reports, Create | Update | Delete) => {
            return None;
        }
    };
    Some(Coverage { scope, access, privilege, on })
}

/// Every row of the table.
pub(crate) fn rows() -> impl Iterator<Item = Coverage> {
    DataKind::ALL.iter().flat_map(|kind| Verb::ALL.iter().filter_map(|verb| coverage(*kind, *verb)))
}

impl Scopes {
    /// The scope that a verb requires; `None` if the verb does not exist for the kind.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{DataKind, Scopes, Verb};
    ///
    /// assert_eq!(Scopes::needed(DataKind::Reports, Verb::Read), Some(Scopes::REPORTS_READ));
    /// assert_eq!(Scopes::needed(DataKind::Reports, Verb::Delete), None);
    /// ```
    #[must_use]
    pub fn needed(kind: DataKind, verb: Verb) -> Option<Self> {
        coverage(kind, verb).map(|row| row.scope)
    }

    /// The privileges that cover everything these scopes let an app do.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Scopes;
    /// use consentry::facts::Privileges;
    ///
    /// let requested = Scopes::MEETINGS_WRITE | Scopes::REPORTS_READ;
    /// assert_eq!(requested.privileges_needed(), Privileges::USERS_EDIT | Privileges::REPORTS_READ);
    /// ```
    #[must_use]
    pub fn privileges_needed(self) -> Privileges {
        rows().filter(|row| self.intersects(row.scope)).map(|row| row.privilege).collect()
    }
}

impl Manifest {
    /// The privileges that a user must hold to install the app with these scopes. Source: D.
    ///
    /// Anybody may install a user-managed app. Who installs an admin-managed app must be allowed to manage apps, and to
    /// do whatever the scopes let the app do.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::{ManifestError, Privileges};
    /// use consentry::{Manifest, Scopes};
    ///
    /// let app = Manifest::admin_managed(7_u64.into()).require(Scopes::REPORTS_READ).build()?;
    /// let needed = app.privileges_to_install(app.required_scopes());
    /// assert_eq!(needed, Privileges::MARKETPLACE_EDIT | Privileges::REPORTS_READ);
    /// # Ok::<_, ManifestError>(())
    /// ```
    #[must_use]
    pub fn privileges_to_install(&self, scopes: Scopes) -> Privileges {
        match self.management() {
            Management::UserManaged => Privileges::empty(),
            Management::AdminManaged => Privileges::MARKETPLACE_EDIT.union(scopes.privileges_needed()),
        }
    }
}

impl Access {
    /// Whether this delegated access covers a verb on a kind of the delegator's data.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::Access;
    /// use consentry::{DataKind, Verb};
    ///
    /// assert!(Access::SCHEDULE.covers(DataKind::Meetings, Verb::Delete));
    /// assert!(!Access::RECORDINGS.covers(DataKind::Recordings, Verb::Delete), "only reading is delegated");
    /// ```
    #[must_use]
    pub fn covers(self, kind: DataKind, verb: Verb) -> bool {
        coverage(kind, verb).is_some_and(|row| self.intersects(row.access))
    }

    /// The privileges that cover everything this access lets a delegate do.
    ///
    /// An administrator who delegates it on behalf of the delegator must hold them.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::{Access, Privileges};
    ///
    /// assert!(Access::SCHEDULE.privileges_needed().contains(Privileges::USERS_EDIT));
    /// assert_eq!(Access::MEETINGS.privileges_needed(), Privileges::USERS_READ);
    /// ```
    #[must_use]
    pub fn privileges_needed(self) -> Privileges {
        rows().filter(|row| self.intersects(row.access)).map(|row| row.privilege).collect()
    }
}

impl Privileges {
    /// Whether these privileges cover a verb on a kind of data of the account.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::Privileges;
    /// use consentry::{DataKind, Verb};
    ///
    /// assert!(Privileges::USERS_EDIT.covers(DataKind::Meetings, Verb::Read));
    /// assert!(!Privileges::USERS_READ.covers(DataKind::Meetings, Verb::Delete));
    /// ```
    #[must_use]
    pub fn covers(self, kind: DataKind, verb: Verb) -> bool {
        coverage(kind, verb).is_some_and(|row| self.contains(row.privilege))
    }
}
