//! Running contexts, and sets of them.

use crate::vocabulary::{word_set, words};

words! {
    "running context"
    /// The place in the client where an app instance runs. Source: S.
    #[non_exhaustive]
    pub enum RunningContext {
        /// Beside a meeting.
        InMeeting = "inMeeting",
        /// Beside a webinar.
        InWebinar = "inWebinar",
        /// In the main window, outside any meeting.
        InMainClient = "inMainClient",
        /// As the immersive view of a meeting.
        InImmersive = "inImmersive",
        /// As a layer on the user's own video.
        InCamera = "inCamera",
        /// In collaborate mode.
        InCollaborate = "inCollaborate",
        /// In the side panel of collaborate mode.
        InCollaborateSidecar = "inCollaborateSidecar",
        /// Beside a contact-center engagement.
        InContactCenter = "inContactCenter",
        /// In the phone client.
        InPhone = "inPhone",
        /// In team chat.
        InChat = "inChat",
        /// In the chat of a meeting.
        InMeetingChat = "inMeetingChat",
        /// In mail.
        InMail = "inMail",
        /// On a digital sign.
        InDigitalSignage = "inDigitalSignage",
    }
}

word_set! {
    "running context"
    /// A set of running contexts.
    pub struct Contexts: u16 {
        /// `inMeeting`
        const IN_MEETING = RunningContext::InMeeting.name(), RunningContext::InMeeting as u8;
        /// `inWebinar`
        const IN_WEBINAR = RunningContext::InWebinar.name(), RunningContext::InWebinar as u8;
        /// `inMainClient`
        const IN_MAIN_CLIENT = RunningContext::InMainClient.name(), RunningContext::InMainClient as u8;
        /// `inImmersive`
        const IN_IMMERSIVE = RunningContext::InImmersive.name(), RunningContext::InImmersive as u8;
        /// `inCamera`
        const IN_CAMERA = RunningContext::InCamera.name(), RunningContext::InCamera as u8;
        /// `inCollaborate`
        const IN_COLLABORATE = RunningContext::InCollaborate.name(), RunningContext::InCollaborate as u8;
        /// `inCollaborateSidecar`
        const IN_COLLABORATE_SIDECAR = RunningContext::InCollaborateSidecar.name(), RunningContext::InCollaborateSidecar as u8;
        /// `inContactCenter`
        const IN_CONTACT_CENTER = RunningContext::InContactCenter.name(), RunningContext::InContactCenter as u8;
        /// `inPhone`
        const IN_PHONE = RunningContext::InPhone.name(), RunningContext::InPhone as u8;
        /// `inChat`
        const IN_CHAT = RunningContext::InChat.name(), RunningContext::InChat as u8;
        /// `inMeetingChat`
        const IN_MEETING_CHAT = RunningContext::InMeetingChat.name(), RunningContext::InMeetingChat as u8;
        /// `inMail`
        const IN_MAIL = RunningContext::InMail.name(), RunningContext::InMail as u8;
        /// `inDigitalSignage`
        const IN_DIGITAL_SIGNAGE = RunningContext::InDigitalSignage.name(), RunningContext::InDigitalSignage as u8;
    }
}

impl Contexts {
    /// The running contexts that can occur outside a meeting.
    pub const CLIENT: Self = Self::IN_MAIN_CLIENT
        .union(Self::IN_PHONE)
        .union(Self::IN_CHAT)
        .union(Self::IN_MAIL)
        .union(Self::IN_CONTACT_CENTER)
        .union(Self::IN_DIGITAL_SIGNAGE);

    /// The running contexts that can occur outside a meeting and outside an engagement.
    pub const OUTSIDE_MEETINGS: Self = Self::CLIENT.difference(Self::IN_CONTACT_CENTER);

    /// The set of one context.
    #[must_use]
    pub const fn of(context: RunningContext) -> Self {
        Self::from_bits_truncate(1 << context as u16)
    }
}

impl From<RunningContext> for Contexts {
    fn from(context: RunningContext) -> Self {
        Self::of(context)
    }
}
