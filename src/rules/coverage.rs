//! What covers what: for each kind of data, the verbs that exist and what each takes. One table.

use crate::facts::{Access, DataKind, Privileges, Scopes, Verb};

/// What it takes to do one verb to one kind of data.
#[derive(Clone, Copy)]
pub(crate) struct Coverage {
    pub(crate) scope: Scopes,
    /// Any one of these suffices; none means that no delegation ever does.
    pub(crate) access: Access,
    pub(crate) privilege: Privileges,
    pub(crate) on: On,
}

/// Whose data the verb can be done to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    UserData,
    UserAndAccountData,
}

/// What it takes to do a verb to a kind of data. `None` is a verb that does not exist for the kind.
#[inline]
#[expect(clippy::indexing_slicing, reason = "the table has a row for each kind and a column for each verb")]
pub(crate) const fn coverage(kind: DataKind, verb: Verb) -> Option<Coverage> {
    // Read from memory: as a `match` it is a jump that the processor has to guess.
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

/// The table.
///
/// Source: K for what delegated access covers, D for verbs, scopes and privileges, L for what they leave open.
const fn row(kind: DataKind, verb: Verb) -> Option<Coverage> {
    use DataKind::{Meetings, Profile, Recordings, Reports, Settings};
    use On::{UserAndAccountData, UserData};
    use Verb::{Create, Delete, Read, Update};

    const NEVER: Access = Access::empty();
    const SEE_MEETINGS: Access = Access::MEETINGS.union(Access::SCHEDULE);

    type S = Scopes;
    type A = Access;
    type P = Privileges;

    let (scope, access, privilege, on) = match (kind, verb) {
        (Profile, Read) => (S::PROFILE_READ, A::PROFILE, P::USERS_READ, UserAndAccountData),
        (Profile, Update) => (S::PROFILE_WRITE, NEVER, P::USERS_EDIT, UserData),

        (Meetings, Read) => (S::MEETINGS_READ, SEE_MEETINGS, P::USERS_READ, UserData),
        (Meetings, Create | Update | Delete) => (S::MEETINGS_WRITE, A::SCHEDULE, P::USERS_EDIT, UserData),

        (Settings, Read) => (S::SETTINGS_READ, NEVER, P::SETTINGS_READ, UserAndAccountData),
        (Settings, Update) => (S::SETTINGS_WRITE, NEVER, P::SETTINGS_EDIT, UserAndAccountData),

        (Recordings, Read) => (S::RECORDINGS_READ, A::RECORDINGS, P::RECORDINGS_READ, UserAndAccountData),
        (Recordings, Update | Delete) => (S::RECORDINGS_WRITE, NEVER, P::RECORDINGS_EDIT, UserAndAccountData),

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
    /// The scope that a verb needs; `None` where the verb does not exist for the kind.
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

    /// The privileges of a role that covers everything these scopes let an app do.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Scopes;
    /// use consentry::facts::Privileges;
    ///
    /// let asked = Scopes::MEETINGS_WRITE | Scopes::REPORTS_READ;
    /// assert_eq!(asked.privileges_needed(), Privileges::USERS_EDIT | Privileges::REPORTS_READ);
    /// ```
    #[must_use]
    pub fn privileges_needed(self) -> Privileges {
        rows().filter(|row| self.intersects(row.scope)).map(|row| row.privilege).collect()
    }
}

impl Access {
    /// Whether this delegated access covers a verb on a kind of the delegator's data.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{DataKind, Verb};
    /// use consentry::facts::Access;
    ///
    /// assert!(Access::SCHEDULE.covers(DataKind::Meetings, Verb::Delete));
    /// assert!(!Access::RECORDINGS.covers(DataKind::Recordings, Verb::Delete), "read alone is delegated");
    /// ```
    #[must_use]
    pub fn covers(self, kind: DataKind, verb: Verb) -> bool {
        coverage(kind, verb).is_some_and(|row| self.intersects(row.access))
    }

    /// The privileges of a role that covers everything this access lets a delegate do: what an
    /// administrator must hold to give it in the delegator's name.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::{Access, Privileges};
    ///
    /// assert!(Access::SCHEDULE.privileges_needed().include(Privileges::USERS_EDIT));
    /// assert_eq!(Access::MEETINGS.privileges_needed(), Privileges::USERS_READ);
    /// ```
    #[must_use]
    pub fn privileges_needed(self) -> Privileges {
        rows().filter(|row| self.intersects(row.access)).map(|row| row.privilege).collect()
    }
}

impl Privileges {
    /// Whether a role with these privileges covers a verb on a kind of data of its account.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{DataKind, Verb};
    /// use consentry::facts::Privileges;
    ///
    /// assert!(Privileges::USERS_EDIT.cover(DataKind::Meetings, Verb::Read));
    /// assert!(!Privileges::USERS_READ.cover(DataKind::Meetings, Verb::Delete));
    /// ```
    #[must_use]
    pub fn cover(self, kind: DataKind, verb: Verb) -> bool {
        coverage(kind, verb).is_some_and(|row| self.include(row.privilege))
    }
}
