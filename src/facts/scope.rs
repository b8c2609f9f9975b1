//! Kinds of data, the verbs that apply to them, and the scopes that apps are granted.

use crate::vocabulary::{word_set, words};

words! {
    "data kind"
    /// A kind of data that a user or an account has.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new kind is a new rule, which no match may overlook")]
    pub enum DataKind {
        /// The profile: who the user is.
        Profile = "profile",
        /// Meetings, scheduled and hosted.
        Meetings = "meetings",
        /// The settings of a user or an account.
        Settings = "settings",
        /// Recordings.
        Recordings = "recordings",
        /// Reports.
        Reports = "reports",
    }
}

words! {
    "verb"
    /// An action on data.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new verb is a new rule, which no match may overlook")]
    pub enum Verb {
        /// Read data.
        Read = "read",
        /// Create data.
        Create = "create",
        /// Change data.
        Update = "update",
        /// Delete data.
        Delete = "delete",
    }
}

word_set! {
    "scope"
    /// A set of scopes: what an app requests, or what an installation grants.
    ///
    /// A `write` scope does not contain the `read` scope. Sets print and parse as in OAuth, separated by spaces.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{DataKind, Scopes, Verb};
    ///
    /// let granted: Scopes = "meetings:read meetings:write".parse()?;
    /// assert_eq!(Scopes::needed(DataKind::Meetings, Verb::Delete), Some(Scopes::MEETINGS_WRITE));
    /// assert!(granted.contains(Scopes::MEETINGS_WRITE));
    /// assert_eq!(granted.to_string(), "meetings:read meetings:write");
    /// # Ok::<_, consentry::UnknownWord>(())
    /// ```
    pub struct Scopes: u16 {
        /// `profile:read`
        const PROFILE_READ = "profile:read", 0;
        /// `profile:write`
        const PROFILE_WRITE = "profile:write", 1;
        /// `meetings:read`
        const MEETINGS_READ = "meetings:read", 2;
        /// `meetings:write`
        const MEETINGS_WRITE = "meetings:write", 3;
        /// `settings:read`
        const SETTINGS_READ = "settings:read", 4;
        /// `settings:write`
        const SETTINGS_WRITE = "settings:write", 5;
        /// `recordings:read`
        const RECORDINGS_READ = "recordings:read", 6;
        /// `recordings:write`
        const RECORDINGS_WRITE = "recordings:write", 7;
        /// `reports:read`. There is no `reports:write`.
        const REPORTS_READ = "reports:read", 8;
    }
}

const _: () = assert!(size_of::<Scopes>() == 2, "stores keep scopes in 16 bits");
