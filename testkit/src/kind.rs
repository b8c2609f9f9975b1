//! The kinds of changes.

use consentry::directory::Operation;

/// Declares [`Kind`]: one row per kind, in the order of [`Operation`]. An operation without a row does not compile.
macro_rules! kinds {
    ($($Kind:ident = $name:literal,)+) => {
        /// A kind of change: an [`Operation`] without its fields.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($Kind,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$Kind,)+];

            /// The kind of an operation.
            pub fn of(operation: &Operation) -> Self {
                match operation {
                    $(Operation::$Kind { .. } => Self::$Kind,)+
                }
            }

            /// The wire name, which is the `type` of a change.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$Kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    AddAccount = "add_account",
    AddUser = "add_user",
    SetRole = "set_role",
    DefineRole = "define_role",
    DeleteRole = "delete_role",
    TransferOwnership = "transfer_ownership",
    DeactivateUser = "deactivate_user",
    ActivateUser = "activate_user",
    RemoveUser = "remove_user",
    RegisterApp = "register_app",
    UpdateApp = "update_app",
    UnpublishApp = "unpublish_app",
    PublishApp = "publish_app",
    SetPolicy = "set_policy",
    ApproveApp = "approve_app",
    WithdrawApproval = "withdraw_approval",
    RequestApp = "request_app",
    DeclineRequest = "decline_request",
    Install = "install",
    InstallFor = "install_for",
    GrantSharedAccess = "grant_shared_access",
    RevokeSharedAccess = "revoke_shared_access",
    DisableInstallation = "disable_installation",
    EnableInstallation = "enable_installation",
    Uninstall = "uninstall",
    Delegate = "delegate",
    RevokeDelegation = "revoke_delegation",
    ScheduleMeeting = "schedule_meeting",
    UpdateMeeting = "update_meeting",
    CancelMeeting = "cancel_meeting",
    MoveMeeting = "move_meeting",
    SetAlternativeHosts = "set_alternative_hosts",
    StartMeeting = "start_meeting",
    EndMeeting = "end_meeting",
    StopApp = "stop_app",
    AllowApp = "allow_app",
    AllowMedia = "allow_media",
    ForbidMedia = "forbid_media",
    Join = "join",
    Leave = "leave",
    SetSeatRole = "set_seat_role",
    OpenApp = "open_app",
    CloseApp = "close_app",
    ConfirmCalendarEvent = "confirm_calendar_event",
}
