//! What goes over the wire: every name, set, id and number prints, parses and serializes by one text, and
//! whatever is not such a text is refused with an error that says what was sent and what was expected.

mod json;

use std::fmt::{Debug, Display};
use std::str::FromStr;

use consentry::catalog::{
    Api, ApiKind, ApiSet, Contexts, DataClass, Edition, MeetingRole, Product, Roles, RunningContext,
};
use consentry::directory::{AppStatus, Restriction};
use consentry::facts::{
    Access, AccountRole, Approval, ApprovalSetting, AuthStatus, Delegation, HostConsent, Listing, Management,
    ManifestDraft, ManifestError, MeetingKind, MeetingState, OnWithdrawal, OwnApps, PermissionType,
    Privileges, Publication, SeatRole, Surface, Surfaces, UserStatus,
};
use consentry::id::{MeetingNumber, ParseIdError};
use consentry::{
    Absence, AccountId, Action, App, AppId, DataKind, Denial, Installation, Manifest, MeetingUuid, Obstacle,
    ParticipantId, Principal, Resource, Scopes, Standing, UnknownWord, User, UserId, Verb, evaluate,
};
use proptest::prelude::*;

use json::{Wire, assert_json};

/// One test per vocabulary: its words, in order, as `docs/rules.md` and the catalogue write them.
macro_rules! vocabularies {
    ($($test:ident: $vocabulary:literal, $Word:ident, [$($name:literal),+];)+) => {$(
        #[test]
        fn $test() {
            assert_words($vocabulary, $Word::ALL, $Word::name, &[$($name),+]);
        }
    )+};
}

vocabularies! {
    data_kinds: "data kind", DataKind, ["profile", "meetings", "settings", "recordings", "reports"];
    verbs: "verb", Verb, ["read", "create", "update", "delete"];
    managements: "management", Management, ["user_managed", "admin_managed"];
    listings: "listing", Listing, ["listed", "unlisted", "private"];
    surfaces: "surface", Surface, ["meeting", "webinar", "engagement", "client"];
    settings_for_own_apps: "setting for own apps", OwnApps, ["exempt", "as_listed"];
    host_consents: "host consent", HostConsent, ["unstated", "stopped", "media_allowed"];
    absences: "absence", Absence, ["not_started", "ended", "no_seat", "needs_meeting"];
    obstacles: "obstacle", Obstacle, ["attendee_seat", "no_user", "not_installed"];
    app_statuses: "app status", AppStatus, ["active", "user_inactive", "unpublished", "not_approved", "disabled"];
    restrictions: "restriction", Restriction, [
        "actor_inactive", "privileges_missing", "beyond_own_role", "stronger_user", "own_favor"
    ];
    publications: "publication", Publication, ["published", "unpublished"];
    permission_types: "permission type", PermissionType, ["user", "user_with_shared_access", "admin"];
    user_statuses: "user status", UserStatus, ["active", "deactivated"];
    approval_settings: "approval setting", ApprovalSetting, ["required", "open"];
    withdrawal_settings: "withdrawal setting", OnWithdrawal, ["suspend", "keep"];
    approvals: "approval", Approval, ["none", "user", "all"];
    meeting_kinds: "meeting kind", MeetingKind, ["meeting", "webinar", "engagement"];
    meeting_states: "meeting state", MeetingState, ["scheduled", "live", "ended"];
    roles: "role", MeetingRole, [
        "owner", "host", "cohost", "panelist", "participant", "attendee", "agent", "supervisor"
    ];
    seat_roles: "seat role", SeatRole, [
        "host", "cohost", "panelist", "participant", "attendee", "agent", "supervisor"
    ];
    running_contexts: "running context", RunningContext, [
        "inMeeting", "inWebinar", "inMainClient", "inImmersive", "inCamera", "inCollaborate",
        "inCollaborateSidecar", "inContactCenter", "inPhone", "inChat", "inMeetingChat", "inMail",
        "inDigitalSignage"
    ];
    auth_statuses: "auth status", AuthStatus, ["unauthenticated", "authenticated", "authorized"];
    api_kinds: "API kind", ApiKind, ["method", "event"];
    products: "product", Product, ["meetings", "mail", "contact-center", "phone", "rooms", "chat"];
    data_classes: "data class", DataClass, ["user", "meeting", "none", "other"];
    editions: "edition", Edition, ["0.16.8", "0.16.41"];
}

#[test]
fn apis_go_by_their_names() {
    // The names themselves are compared with the catalogue in `tables`.
    let names: Vec<&str> = Api::ALL.iter().map(|api| api.name()).collect();
    assert_words("API", Api::ALL, Api::name, &names);
}

#[track_caller]
fn assert_words<W>(vocabulary: &str, all: &[W], name: fn(W) -> &'static str, names: &[&str])
where
    W: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownWord> + Wire,
{
    assert_eq!(all.iter().map(|word| name(*word)).collect::<Vec<_>>(), names);
    for (word, text) in all.iter().zip(names) {
        assert_eq!(word.to_string(), *text);
        assert_eq!(text.parse().as_ref(), Ok(word));
        assert_json(word, &format!("\"{text}\""));
        assert_eq!(format!("[{word:<40}]"), format!("[{text:<40}]"), "a width is kept");
    }
    for bad in names.iter().flat_map(|text| spoilt(text)).filter(|bad| !names.contains(&bad.as_str())) {
        assert_unknown(vocabulary, &bad, bad.parse::<W>());
    }
}

/// Words that are nearly this one.
fn spoilt(word: &str) -> Vec<String> {
    let (head, last) = word.split_at(word.len() - 1);
    vec![
        String::new(),
        head.to_owned(),
        format!("{word}{last}"),
        format!(" {word}"),
        format!("{word} "),
        format!("{word}\n"),
        format!("{word}\0"),
        format!("\u{feff}{word}"),
        format!("{head}\u{301}{last}"),
        format!("\"{word}\""),
        format!("{word},{word}"),
        swapped_case(word),
        word.replace('_', "-"),
    ]
}

/// The word in another case, or with something added where it has no letters.
fn swapped_case(word: &str) -> String {
    let swapped: String = word
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    if swapped == word { format!("v{word}") } else { swapped }
}

#[track_caller]
fn assert_unknown<T: Debug>(vocabulary: &str, word: &str, outcome: Result<T, UnknownWord>) {
    let error = outcome.expect_err(word);
    assert_eq!(error.vocabulary(), vocabulary);
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("unknown {vocabulary} `{}`, expected one of ", error.word())),
        "{text}"
    );
    if word.len() <= 64 && word.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        assert_eq!(error.word(), word);
    }
    assert!(!text.contains(char::is_control), "{text:?}");
}

#[test]
fn an_unknown_word_is_told_what_was_expected() {
    assert_error(
        "Read".parse::<Verb>(),
        "unknown verb `Read`, expected one of `read`, `create`, `update`, `delete`",
    );
    assert_error(
        "".parse::<MeetingKind>(),
        "unknown meeting kind ``, expected one of `meeting`, `webinar`, `engagement`",
    );
    assert_error(
        "0.16.40".parse::<Edition>(),
        "unknown edition `0.16.40`, expected one of `0.16.8`, `0.16.41`",
    );
    assert_error(
        " open ".parse::<ApprovalSetting>(),
        "unknown approval setting ` open `, expected one of `required`, `open`",
    );
    // Nobody is given a seat as owner.
    assert_error(
        "owner".parse::<SeatRole>(),
        "unknown seat role `owner`, expected one of `host`, `cohost`, `panelist`, `participant`, `attendee`, \
         `agent`, `supervisor`",
    );
    assert_error(
        SeatRole::try_from(MeetingRole::Owner),
        "`owner` is derived from the meeting, expected a seat role",
    );
    // A long list is not spelt out.
    assert_error(
        "getmeetingcontext".parse::<Api>(),
        &format!("unknown API `getmeetingcontext`, expected one of {} known names", Api::ALL.len()),
    );
}

#[test]
fn an_error_writes_no_line_of_its_own() {
    assert_error(
        "read\n2026-01-01 allowed: everything".parse::<Verb>(),
        r"unknown verb `read\n2026-01-01 allowed: everything`, expected one of `read`, `create`, `update`, `delete`",
    );
    assert_error(
        "\u{1b}[2J\u{202e}".parse::<UserStatus>(),
        r"unknown user status `\u{1b}[2J\u{202e}`, expected one of `active`, `deactivated`",
    );
    assert_error(
        "é 'x' \"y\" \\".parse::<UserStatus>(),
        r#"unknown user status `é 'x' "y" \\`, expected one of `active`, `deactivated`"#,
    );
}

#[test]
fn a_huge_word_makes_a_small_error() {
    let kept = "x".repeat(64);
    let huge = "x".repeat(1 << 20);
    assert_eq!(huge.parse::<Verb>().unwrap_err().word(), format!("{kept}…"));
    assert_eq!(kept.parse::<Verb>().unwrap_err().word(), kept);
    assert_eq!(format!("{kept}x").parse::<Verb>().unwrap_err().word(), format!("{kept}…"));
    assert_eq!("é".repeat(1 << 20).parse::<Verb>().unwrap_err().word(), format!("{}…", "é".repeat(64)));
    assert_error(
        huge.parse::<UserId>(),
        &format!(
            "`{kept}…` is not a user id: expected 22 base64url characters, 24 base64 characters or a UUID"
        ),
    );
    let mut draft = ManifestDraft::user_managed(7_u64.into());
    draft.apis = vec![huge];
    assert_error(Manifest::try_from(draft), &format!("edition 0.16.41 does not document `{kept}…`"));
}

#[track_caller]
fn assert_error<T: Debug>(outcome: Result<T, impl Display>, message: &str) {
    assert_eq!(outcome.map_err(|error| error.to_string()).unwrap_err(), message);
}

// Sets.

/// One test per set: its words, in order, as `docs/rules.md` writes them.
macro_rules! sets {
    ($($test:ident: $vocabulary:literal, $Set:ident, [$($name:literal),+];)+) => {$(
        #[test]
        fn $test() {
            assert_set::<$Set>($vocabulary, &[$($name),+]);
        }

        impl Set for $Set {
            const ALL: Self = Self::all();

            fn names(self) -> Vec<&'static str> {
                self.names().collect()
            }

            fn from_wire_name(name: &str) -> Result<Self, UnknownWord> {
                Self::from_wire_name(name)
            }

            fn bits(self) -> u64 {
                self.bits().into()
            }

            fn from_bits(bits: u64) -> Option<Self> {
                Self::from_bits(bits.try_into().ok()?)
            }

            fn from_bits_truncate(bits: u64) -> Self {
                Self::from_bits_truncate(bits as _)
            }
        }
    )+};
}

sets! {
    sets_of_scopes: "scope", Scopes, [
        "profile:read", "profile:write", "meetings:read", "meetings:write", "settings:read", "settings:write",
        "recordings:read", "recordings:write", "reports:read"
    ];
    sets_of_privileges: "privilege", Privileges, [
        "users_read", "users_edit", "settings_read", "settings_edit", "recordings_read", "recordings_edit",
        "reports_read", "marketplace_read", "marketplace_edit", "roles_edit"
    ];
    sets_of_surfaces: "surface", Surfaces, ["meeting", "webinar", "engagement", "client"];
    sets_of_access: "access", Access, ["profile", "meetings", "schedule", "recordings", "reports"];
    sets_of_roles: "role", Roles, [
        "owner", "host", "cohost", "panelist", "participant", "attendee", "agent", "supervisor"
    ];
    sets_of_contexts: "running context", Contexts, [
        "inMeeting", "inWebinar", "inMainClient", "inImmersive", "inCamera", "inCollaborate",
        "inCollaborateSidecar", "inContactCenter", "inPhone", "inChat", "inMeetingChat", "inMail",
        "inDigitalSignage"
    ];
}

/// What every set of words has.
trait Set: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownWord> + FromIterator<Self> + Wire {
    const ALL: Self;
    fn names(self) -> Vec<&'static str>;
    fn from_wire_name(name: &str) -> Result<Self, UnknownWord>;
    fn bits(self) -> u64;
    fn from_bits(bits: u64) -> Option<Self>;
    fn from_bits_truncate(bits: u64) -> Self;
}

#[track_caller]
fn assert_set<S: Set>(vocabulary: &str, names: &[&str]) {
    assert_eq!(S::ALL.names(), names);
    let flags: Vec<S> = names.iter().map(|name| S::from_wire_name(name).unwrap()).collect();
    for subset in 0..1_u32 << names.len() {
        let within = |position: &usize| subset & (1 << position) != 0;
        let members: Vec<usize> = (0..names.len()).filter(within).collect();
        let set = members.iter().map(|member| flags[*member]).collect::<S>();
        let words: Vec<&str> = members.iter().map(|member| names[*member]).collect();

        assert_eq!(set.names(), words);
        assert_eq!(set.to_string(), words.join(" "));
        assert_eq!(words.join(" ").parse().as_ref(), Ok(&set));
        assert_json(&set, &format!("{words:?}").replace(", ", ","));
    }

    let backwards: String = names.iter().rev().chain(names).map(|name| format!("\t{name} \n")).collect();
    assert_eq!(backwards.parse(), Ok(S::ALL), "in any order, repeated, between any white space");

    for bad in names.iter().flat_map(|text| spoilt(text)).filter(|bad| !names.contains(&bad.as_str())) {
        assert_unknown(vocabulary, &bad, S::from_wire_name(&bad));
    }
    assert_unknown(vocabulary, "?", format!("{} ? {}", names[0], names[0]).parse::<S>());

    for bits in (0..8 * size_of::<S>()).map(|bit| 1 << bit) {
        if S::ALL.bits() & bits == 0 {
            assert_eq!(S::from_bits(bits), None, "a bit without a name is refused");
            let unnamed = S::from_bits_truncate(bits);
            assert_eq!(unnamed.to_string(), "", "and has no text");
            assert_eq!(unnamed.names(), [""; 0]);
            assert_writes_nothing(unnamed);
        }
    }
}

#[track_caller]
fn assert_writes_nothing(set: impl Wire) {
    assert_eq!(serde_json::to_string(&set).unwrap(), "[]");
}

#[test]
fn an_unknown_name_in_a_set_is_told_by_itself() {
    assert_error(
        "profile meetings settings".parse::<Access>(),
        "unknown access `settings`, expected one of `profile`, `meetings`, `schedule`, `recordings`, `reports`",
    );
    assert_error(
        "reports:write".parse::<Scopes>(),
        "unknown scope `reports:write`, expected one of `profile:read`, `profile:write`, `meetings:read`, \
         `meetings:write`, `settings:read`, `settings:write`, `recordings:read`, `recordings:write`, `reports:read`",
    );
    // Neither a comma nor Rust's names for the bits.
    assert!("profile,meetings".parse::<Access>().is_err());
    assert!("PROFILE | MEETINGS".parse::<Access>().is_err());
    let expected = format!("expected one of {} known names", Api::ALL.len());
    assert_error("config nope".parse::<ApiSet>(), &format!("unknown API `nope`, {expected}"));
    assert_error(ApiSet::from_wire_name(" config"), &format!("unknown API ` config`, {expected}"));
}

#[test]
fn a_set_of_apis_goes_by_their_names_in_catalogue_order() {
    let set = ApiSet::from([Api::OnShareApp, Api::Config, Api::Authorize]);
    assert_eq!(set.to_string(), "authorize config onShareApp");
    assert_eq!(" config  onShareApp\nauthorize config".parse(), Ok(set));
    assert_eq!(ApiSet::from_wire_name("config"), Ok(ApiSet::from([Api::Config])));
    assert_json(&set, r#"["authorize","config","onShareApp"]"#);
    assert_json(&ApiSet::EMPTY, "[]");
    assert_eq!(ApiSet::EMPTY.to_string().parse(), Ok(ApiSet::EMPTY));
    assert_eq!(ApiSet::all().to_string().parse(), Ok(ApiSet::all()));
    assert_eq!(format!("{set:?}"), "{Authorize, Config, OnShareApp}");
}

#[test]
fn a_bit_without_a_name_is_dropped_and_satisfies_no_rule() {
    let unnamed_scopes = Scopes::from_bits_truncate(!Scopes::all().bits());
    let unnamed_privileges = Privileges::from_bits_truncate(!Privileges::all().bits());
    let unnamed_access = Access::from_bits_truncate(!Access::all().bits());
    assert!(unnamed_scopes.is_empty() && unnamed_privileges.is_empty() && unnamed_access.is_empty());

    let user_app =
        Manifest::user_managed(7_u64.into()).require(Scopes::all()).offer_shared_access().build().unwrap();
    let admin_app = Manifest::admin_managed(7_u64.into()).require(Scopes::all()).build().unwrap();
    let ann = User::new(1_u64.into(), 7_u64.into()).with_privileges(unnamed_privileges);
    let olga = User::new(2_u64.into(), 7_u64.into());
    let delegation = Delegation { delegator: olga.id, delegate: ann.id, access: unnamed_access };
    let ask = |app, scopes, kind, verb| {
        let installation = Some(Installation::new(scopes).with_shared_access());
        evaluate(
            &Principal::User(&ann),
            &App::published(app, Standing { installation, ..Standing::default() }),
            &Resource::UserData { owner: &olga, kind, delegation: Some(delegation) },
            Action::Verb(verb),
        )
    };

    for (kind, verb) in DataKind::ALL.iter().flat_map(|kind| Verb::ALL.iter().map(|verb| (*kind, *verb))) {
        let Some(needed) = Scopes::needed(kind, verb) else { continue };
        for app in [&user_app, &admin_app] {
            assert_eq!(
                ask(app, unnamed_scopes, kind, verb).denial(),
                Some(Denial::ScopeNotGranted(needed)),
                "{verb} {kind}"
            );
        }
        let denial = ask(&user_app, needed, kind, verb).denial();
        assert!(matches!(denial, Some(Denial::NotDelegated { .. })), "{verb} {kind}: {denial:?}");
        let denial = ask(&admin_app, needed, kind, verb).denial();
        assert!(matches!(denial, Some(Denial::PrivilegeMissing(_))), "{verb} {kind}: {denial:?}");
        assert!(
            !unnamed_access.covers(kind, verb) && !unnamed_privileges.covers(kind, verb),
            "{verb} {kind}"
        );
    }
    assert_eq!(unnamed_scopes.privileges_needed(), Privileges::empty());
    assert_eq!(unnamed_access.privileges_needed(), Privileges::empty());
}

// Account roles.

#[test]
fn account_roles() {
    for (role, text) in [
        (AccountRole::Owner, "owner"),
        (AccountRole::Admin, "admin"),
        (AccountRole::Member, "member"),
        (AccountRole::Custom("auditor".into()), "custom:auditor"),
        (AccountRole::Custom("owner".into()), "custom:owner"),
        (AccountRole::Custom("custom:x".into()), "custom:custom:x"),
        (AccountRole::Custom(" Größe ".into()), "custom: Größe "),
    ] {
        assert_eq!(role.to_string(), text);
        assert_eq!(text.parse().as_ref(), Ok(&role));
        let json = match text.strip_prefix("custom:") {
            Some(name) => format!("{{\"custom\":\"{name}\"}}"),
            None => format!("\"{text}\""),
        };
        assert_json(&role, &json);
    }
    for bad in
        ["", "Owner", " owner", "owner ", "auditor", "custom", "Custom:auditor", " custom:auditor", "customs"]
    {
        assert_error(
            bad.parse::<AccountRole>(),
            &format!(
                "unknown account role `{bad}`, expected one of `owner`, `admin`, `member`, `custom:NAME`"
            ),
        );
    }
}

// Manifests.

#[test]
fn a_draft_that_is_no_manifest_is_told_why() {
    fn check(change: impl FnOnce(&mut ManifestDraft)) -> Result<Manifest, ManifestError> {
        let mut draft = ManifestDraft::user_managed(7_u64.into());
        change(&mut draft);
        Manifest::try_from(draft)
    }

    assert_error(
        check(|draft| {
            draft.required_scopes = Scopes::PROFILE_READ | Scopes::REPORTS_READ;
            draft.optional_scopes = Scopes::REPORTS_READ;
        }),
        "scope `reports:read` is both required and optional, expected one or the other",
    );
    assert_error(
        check(|draft| draft.optional_scopes = Scopes::REPORTS_READ),
        "scope `reports:read` is optional and none is required, expected at least one required scope",
    );
    assert_error(
        check(|draft| draft.apis = vec!["config".into(), "getScreenshot".into()]),
        "edition 0.16.41 does not document `getScreenshot`",
    );
    assert_error(
        check(|draft| draft.apis = vec!["Config".into()]),
        "edition 0.16.41 does not document `Config` (did you mean `config`?)",
    );
    assert_error(
        check(|draft| {
            draft.apis = vec!["admitParticipantFromWaitingRoom".into()];
            draft.edition = Some(Edition::V0_16_8);
        }),
        "edition 0.16.8 does not document `admitParticipantFromWaitingRoom`",
    );
    assert_error(
        check(|draft| {
            draft.management = Management::AdminManaged;
            draft.uses_shared_access = true;
        }),
        "an admin-managed app cannot use shared access: it acts within its installer's role alone",
    );
    assert_error(
        check(|draft| draft.surfaces = Some(Surfaces::empty())),
        "the app runs on no surface, expected at least one",
    );
}

#[test]
fn a_manifest_gives_back_the_draft_it_was_made_from() {
    let draft = full_draft();
    let manifest = Manifest::try_from(draft.clone()).unwrap();
    assert_eq!(manifest.scopes(), draft.required_scopes | draft.optional_scopes);
    assert_eq!(ManifestDraft::from(manifest), draft);
}

/// A draft in which no field has its default.
fn full_draft() -> ManifestDraft {
    ManifestDraft {
        developer: 7_u64.into(),
        listing: Listing::Unlisted,
        management: Management::UserManaged,
        required_scopes: Scopes::MEETINGS_READ | Scopes::MEETINGS_WRITE,
        optional_scopes: Scopes::REPORTS_READ,
        uses_shared_access: true,
        guest_mode: true,
        apis: vec!["config".into(), "getMeetingContext".into()],
        edition: Some(Edition::V0_16_8),
        surfaces: Some(Surfaces::MEETING | Surfaces::CLIENT),
    }
}

// Ids.

/// One test per kind of id.
macro_rules! ids {
    ($($test:ident: $noun:literal, $Id:ident;)+) => {$(
        #[test]
        fn $test() {
            assert_id::<$Id>(stringify!($Id), $noun, $Id::as_u128, $Id::to_bytes);
        }
    )+};
}

ids! {
    account_ids: "an account id", AccountId;
    user_ids: "a user id", UserId;
    app_ids: "an app id", AppId;
    meeting_uuids: "a meeting UUID", MeetingUuid;
    participant_ids: "a participant id", ParticipantId;
}

#[track_caller]
fn assert_id<I>(type_name: &str, noun: &str, as_u128: fn(I) -> u128, to_bytes: fn(I) -> [u8; 16])
where
    I: Copy + Debug + Display + PartialEq + From<u128> + From<u64> + From<[u8; 16]>,
    I: FromStr<Err = ParseIdError> + Wire,
{
    const NUMBER: u128 = 0xfefe_d1fb_4715_436b_9863_1d25_5614_baa1;
    let id = I::from(NUMBER);
    for notation in [
        "_v7R-0cVQ2uYYx0lVhS6oQ",
        "/v7R+0cVQ2uYYx0lVhS6oQ==",
        "fefed1fb-4715-436b-9863-1d255614baa1",
        "FEFED1FB-4715-436B-9863-1D255614BAA1",
        "fefed1fb4715436b98631d255614baa1",
        "FEFED1FB4715436B98631D255614BAA1",
    ] {
        assert_eq!(notation.parse().as_ref(), Ok(&id));
    }
    assert_eq!(id.to_string(), "_v7R-0cVQ2uYYx0lVhS6oQ");
    assert_eq!(format!("{id:>24}"), "  _v7R-0cVQ2uYYx0lVhS6oQ");
    assert_eq!(format!("{id:?}"), format!("{type_name}(_v7R-0cVQ2uYYx0lVhS6oQ)"));
    assert_eq!(as_u128(id), NUMBER);
    assert_eq!(to_bytes(id), NUMBER.to_be_bytes());
    assert_eq!(I::from(NUMBER.to_be_bytes()), id);
    assert_eq!(I::from(7_u64), I::from(7_u128));
    assert_json(&id, r#""_v7R-0cVQ2uYYx0lVhS6oQ""#);

    for bad in BAD_IDS {
        let error = bad.parse::<I>().map_err(|error| error.to_string()).unwrap_err();
        assert!(error.starts_with(&no_id(bad, noun)), "{error}");
    }
}

/// How the error for a text that is no id begins. It goes on where it can say what has happened to the text.
fn no_id(text: &str, noun: &str) -> String {
    format!("`{text}` is not {noun}: expected 22 base64url characters, 24 base64 characters or a UUID")
}

const BAD_IDS: &[&str] = &[
    // No length of an id.
    "",
    "ann",
    "_v7R-0cVQ2uYYx0lVhS6o",
    "_v7R-0cVQ2uYYx0lVhS6oQA",
    "/v7R+0cVQ2uYYx0lVhS6oQ===",
    "fefed1fb4715436b98631d255614baa",
    "fefed1fb4715436b98631d255614baa1a",
    "fefed1fb-4715-436b-9863-1d255614baa",
    "fefed1fb-4715-436b-9863-1d255614baa1a",
    // Spaces.
    " _v7R-0cVQ2uYYx0lVhS6oQ",
    " v7R-0cVQ2uYYx0lVhS6oQ",
    "_v7R-0cVQ2uYYx0lVhS6o ",
    "_v7R-0cVQ2uYYx0lVhS6oQ  ",
    " efed1fb4715436b98631d255614baa1",
    // The alphabet of the other form.
    "/v7R+0cVQ2uYYx0lVhS6oQ",
    "_v7R-0cVQ2uYYx0lVhS6oQ==",
    "+v7R_0cVQ2uYYx0lVhS6oQ",
    "-v7R/0cVQ2uYYx0lVhS6oQ==",
    // Padding missing, in excess, or in the middle.
    "/v7R+0cVQ2uYYx0lVhS6oQ=",
    "_v7R-0cVQ2uYYx0lVhS6==",
    "/v7R+0cVQ2uYYx0lVhS6o===",
    "/v7R+0cVQ2uYYx0lVhS6oQAA",
    "/v7R+0cVQ2u=YYx0lVhS6oQ=",
    // A last character whose unused bits are not zero: a second text for the same id.
    "_v7R-0cVQ2uYYx0lVhS6oR",
    "_v7R-0cVQ2uYYx0lVhS6of",
    "/v7R+0cVQ2uYYx0lVhS6oR==",
    // Other spellings of a UUID.
    "{fefed1fb-4715-436b-9863-1d255614baa1}",
    "{fefed1fb4715436b98631d255614baa1}",
    "urn:uuid:fefed1fb-4715-436b-9863-1d255614baa1",
    "fefed1fb4-715-436b-9863-1d255614baa1",
    "fefed1fb_4715_436b_9863_1d255614baa1",
    "gefed1fb-4715-436b-9863-1d255614baa1",
    "0xfed1fb4715436b98631d255614baa1",
    // Other scripts, at the lengths in bytes that an id has.
    "ééééééééééé",
    "éééééééééééé",
    "éééééééééééééééé",
    "éééééééééééééééééé",
    "１２３４５６７８",
];

#[test]
fn a_meeting_uuid_has_the_form_of_rest_answers() {
    let uuid: MeetingUuid = "_v7R-0cVQ2uYYx0lVhS6oQ".parse().unwrap();
    let text = uuid.to_base64();
    assert_eq!(text.as_str(), "/v7R+0cVQ2uYYx0lVhS6oQ==");
    assert_eq!(text.to_string(), text.as_str());
    assert_eq!(format!("{text:?}"), r#""/v7R+0cVQ2uYYx0lVhS6oQ==""#);
    assert_eq!(text.as_str().parse(), Ok(uuid));
}

// Meeting numbers.

#[test]
fn a_meeting_number_shows_two_digits_at_most() {
    for (number, shown) in [
        (0, "*"),
        (7, "*"),
        (10, "**"),
        (99_999, "*****"),
        (100_000, "****00"),
        (999_999, "****99"),
        (1_234_507, "*****07"),
        (85_012_345_678, "*********78"),
        (u64::MAX, "******************15"),
    ] {
        let number = MeetingNumber::from(number);
        assert_eq!(number.to_string(), shown);
        assert_eq!(format!("{number:?}"), format!("MeetingNumber({shown})"));
        assert_eq!(format!("{number:#?}"), format!("MeetingNumber({shown})"));
    }
}

#[test]
fn a_meeting_number_is_read_from_digits_alone() {
    for digits in ["0", "7", "85012345678", "18446744073709551615"] {
        let number: MeetingNumber = digits.parse().unwrap();
        assert_eq!(number.reveal().to_string(), digits);
        assert_json(&number, &format!("\"{digits}\""));
    }
    for bad in [
        "",
        "00",
        "085012345678",
        "+85012345678",
        "-85012345678",
        " 85012345678",
        "85012345678 ",
        "850 1234 5678",
        "850-1234-5678",
        "85012345678.0",
        "8.5e10",
        "0x1f",
        "18446744073709551616",
        "８５０",
        "٨٥٠",
        "null",
    ] {
        let length = bad.chars().count();
        assert_error(
            bad.parse::<MeetingNumber>(),
            &format!(
                "not a meeting number: {length} characters, expected 1 to 20 digits up to 18446744073709551615, \
                 without a leading zero"
            ),
        );
    }
}

// Whatever comes.

/// Parses a text as everything that has a text form.
#[track_caller]
fn parse_as_everything(text: &str) {
    macro_rules! parse_as {
        ($($Type:ident)+) => {$( parse_as::<$Type>(text); )+};
    }
    parse_as!(AccountId UserId AppId MeetingUuid ParticipantId);
    parse_as!(AccountRole Scopes Privileges Access Roles Contexts ApiSet);
    parse_as!(DataKind Verb Management Listing Publication PermissionType UserStatus ApprovalSetting);
    parse_as!(OnWithdrawal Approval MeetingKind MeetingState MeetingRole SeatRole RunningContext AuthStatus);
    parse_as!(Api ApiKind Product DataClass Edition);

    match text.parse::<MeetingNumber>() {
        Ok(number) => {
            assert_eq!(number.reveal().to_string(), text);
            assert!(!format!("{number} {number:?}").contains(text), "{number}");
        }
        Err(error) => {
            let hidden = "x".repeat(text.chars().count()).parse::<MeetingNumber>();
            assert_eq!(Err(error), hidden, "the error depends on nothing but the length");
        }
    }
    assert_eq!(Action::call(text) == Action::CallUnknown, text.parse::<Api>().is_err());
}

/// What parses prints as something that parses equal, and the error about anything else is a small one.
#[track_caller]
fn parse_as<T: FromStr<Err: Display> + Display + PartialEq + Debug>(text: &str) {
    match text.parse::<T>() {
        Ok(value) => assert_eq!(value.to_string().parse::<T>().ok(), Some(value)),
        Err(error) => {
            let message = error.to_string();
            assert!(message.len() < 1_000, "{message}");
            assert!(!message.contains(char::is_control), "{message:?}");
        }
    }
}

/// Every word of every vocabulary.
fn every_name() -> Vec<&'static str> {
    macro_rules! names {
        ($($Word:ident)+) => {
            [$($Word::ALL.iter().map(|word| word.name()).collect::<Vec<_>>()),+].concat()
        };
    }
    let mut names = names!(
        DataKind Verb Management Listing Publication PermissionType UserStatus ApprovalSetting OnWithdrawal
        Approval MeetingKind MeetingState MeetingRole SeatRole RunningContext AuthStatus Api ApiKind Product DataClass
        Edition
    );
    names.extend(Scopes::all().names().chain(Privileges::all().names()).chain(Access::all().names()));
    names
}

#[test]
fn every_name_is_parsed_as_everything() {
    for name in every_name() {
        parse_as_everything(name);
        spoilt(name).iter().for_each(|bad| parse_as_everything(bad));
    }
    for id in BAD_IDS {
        parse_as_everything(id);
    }
}

/// Texts at random, and texts that have the looks of something.
fn texts() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(every_name()), 0..6);
    prop_oneof![
        any::<String>(),
        "(?s).{0,80}",
        words.prop_map(|words| words.join(" ")),
        "[A-Za-z0-9+/_-]{21}[AQgw]",
        "[A-Za-z0-9+/_-]{20,24}={0,3}",
        "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
        "[0-9]{1,22}",
        "(?s)custom:.{0,80}",
    ]
}

/// The 22 base64url digits of a number, six bits each, from the top.
fn base64(number: u128) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = |place: u32| {
        let bits = if place < 21 { number >> (122 - 6 * place) } else { number << 4 };
        char::from(DIGITS[(bits & 63) as usize])
    };
    (0..22).map(digit).collect()
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in texts()) {
        parse_as_everything(&text);
    }

    #[test]
    fn every_notation_names_the_same_id(number: u128) {
        let id = MeetingUuid::from(number);
        let plain = base64(number);
        let padded = format!("{}==", plain.replace('-', "+").replace('_', "/"));
        let hex = format!("{number:032x}");
        let uuid = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
        prop_assert_eq!(id.to_string(), plain.as_str());
        prop_assert_eq!(id.to_base64().to_string(), padded.as_str());
        for notation in [&plain, &padded, &uuid, &hex, &uuid.to_uppercase(), &hex.to_uppercase()] {
            prop_assert_eq!(notation.parse::<MeetingUuid>(), Ok(id));
            prop_assert_eq!(notation.parse::<UserId>(), Ok(UserId::from(number)));
        }
    }

    #[test]
    fn an_id_has_one_text_in_base64(number: u128, last in "[A-Za-z0-9_-]") {
        let text = MeetingUuid::from(number).to_string();
        let other = format!("{}{last}", &text[..21]);
        if let Ok(id) = other.parse::<MeetingUuid>() {
            prop_assert_eq!(id.to_string(), other);
        }
    }

    #[test]
    fn a_meeting_number_is_never_shown_whole(number: u64) {
        let hidden = MeetingNumber::from(number);
        let digits = number.to_string();
        for shown in [format!("{hidden}"), format!("{hidden:?}"), format!("{hidden:#?}"), format!("{hidden:30}")] {
            prop_assert!(!shown.contains(&digits), "{}", shown);
            prop_assert!(shown.chars().filter(char::is_ascii_digit).count() <= 2, "{}", shown);
        }
        prop_assert_eq!(digits.parse(), Ok(hidden));
    }

    #[test]
    fn a_custom_role_keeps_its_name(name: String) {
        let role = AccountRole::Custom(name.as_str().into());
        prop_assert_eq!(role.to_string().parse(), Ok(role));
    }
}
