//! What there is to touch, what can be done to it, and what an app is granted: data kinds, verbs, scopes.

use crate::vocabulary::{word_set, words};

words! {
    "data kind"
    /// What a piece of data is.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new kind is a new rule")]
    pub enum DataKind {
        /// Who the user is.
        Profile = "profile",
        /// Meetings, scheduled and hosted.
        Meetings = "meetings",
        /// Settings of a user or an account.
        Settings = "settings",
        /// Recordings.
        Recordings = "recordings",
        /// Reports.
        Reports = "reports",
    }
}

words! {
    "verb"
    /// What is done to data.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new verb is a new rule")]
    pub enum Verb {
        /// Look.
        Read = "read",
        /// Add.
        Create = "create",
        /// Change.
        Update = "update",
        /// Remove.
        Delete = "delete",
    }
}

word_set! {
    "scope"
    /// A set of scopes: what an app asks for, or what an installation grants it.
    ///
    /// `write` does not include `read`. Prints and parses as OAuth writes scopes, with spaces between.
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
