//! The API catalogue: the library says of every name what `catalog/apis.csv` says, row by row and in sum.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use clap::{CommandFactory, Parser};
use consentry::catalog::{
    Api, ApiContexts, ApiRoles, ApiSet, Contexts, Edition, MeetingRole, Roles, RunningContext,
    supported_apis, unsupported_apis,
};
use csv::StringRecord;
use proptest::prelude::*;
use testkit::catalog::generate::generate;
use testkit::catalog::list::{self as example, Arguments};

const CSV: &str = include_str!("../../catalog/apis.csv");
const ROWS: &str = include_str!("../../src/catalog/generated.rs");

const COLUMNS: [&str; 11] = [
    "name",
    "kind",
    "roles",
    "guest",
    "contexts",
    "product",
    "data",
    "since",
    "roles_in_0_16_8",
    "documented",
    "media",
];

/// The rows of the CSV, each by the names of the columns.
fn rows() -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(CSV.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

/// The names of the rows in which a column has this cell, in the order of the catalogue.
fn names_with(column: &str, cell: &str) -> Vec<String> {
    rows().into_iter().filter(|row| row[column] == cell).map(|row| row["name"].clone()).collect()
}

// The rows.

#[test]
fn the_generated_rows_are_those_of_the_csv() {
    assert!(generate(CSV).unwrap() == ROWS, "run `cargo run --example generate-catalog -- --write`");
}

#[test]
fn rows_are_not_generated_from_another_table() {
    let header = COLUMNS.join(",");
    let refused = |csv: &str, message: &str| {
        let error = generate(csv).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    };
    refused("name,kind\nx,method\n", "unexpected columns");
    refused(
        &format!("{header}\nx,method\n"),
        "found record with 2 fields, but the previous record has 11 fields",
    );
    refused(
        &format!("{header}\nx,method,any,no,any,meetings,none,0.16.0,any,no,no\n"),
        "`x`: documented `no` and roles `any` disagree",
    );
    refused(
        &format!("{header}\nx,method,none,no,any,meetings,none,0.16.0,none,yes,no\n"),
        "`x`: documented `yes` and roles `none` disagree",
    );
    refused(&format!("{header}\nx,method,any,no,,meetings,none,0.16.0,any,yes,no\n"), "an empty cell");
}

#[test]
fn every_row_is_what_the_library_says() {
    let mut reader = csv::Reader::from_reader(CSV.as_bytes());
    assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
    let records: Vec<StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(records.len(), Api::ALL.len());
    for (record, api) in records.iter().zip(Api::ALL) {
        assert_eq!(*record, as_the_library_says(*api));
        assert_eq!(record[0].parse(), Ok(*api));
    }
}

/// The row of an API, from its accessors.
fn as_the_library_says(api: Api) -> Vec<String> {
    let roles = |edition: Edition| match (edition.has(api), edition.roles(api)) {
        (false, None) => "-".into(),
        (true, None) => "none".into(),
        (true, Some(ApiRoles::Any)) => "any".into(),
        (true, Some(ApiRoles::AnySeat)) => "any-seat".into(),
        (true, Some(ApiRoles::Only(roles))) => roles.names().collect::<Vec<_>>().join("|"),
        (false, Some(roles)) => panic!("{api} has the roles {roles} in {edition}, which does not have it"),
    };
    assert_eq!(api.roles(), Edition::default().roles(api));
    let yes = |holds| if holds { "yes" } else { "no" }.to_owned();
    vec![
        api.name().to_owned(),
        api.kind().to_string(),
        roles(Edition::V0_16_41),
        yes(api.supports_guests()),
        match api.contexts() {
            ApiContexts::Any => "any".into(),
            ApiContexts::Only(contexts) => contexts.names().collect::<Vec<_>>().join("|"),
        },
        api.product().to_string(),
        api.data_class().to_string(),
        api.since().to_owned(),
        roles(Edition::V0_16_8),
        yes(api.is_documented()),
        yes(api.takes_media()),
    ]
}

#[test]
fn the_catalogue_is_in_order() {
    // Methods, then events, each by name; the order of `Api` follows.
    let keys: Vec<_> = Api::ALL.iter().map(|api| (api.kind(), api.name().to_ascii_lowercase())).collect();
    assert!(keys.is_sorted());
    assert!(Api::ALL.is_sorted());
    let names: BTreeSet<&str> = Api::ALL.iter().map(|api| api.name()).collect();
    assert_eq!(names.len(), Api::ALL.len(), "no name twice");
}

#[test]
fn a_name_is_in_an_edition_since_its_version() {
    // 0.16.8 itself is in the older edition: compare as numbers, not as texts.
    let version = |text: &str| text.split('.').map(|part| part.parse().unwrap()).collect::<Vec<u32>>();
    for api in Api::ALL {
        assert_eq!(Edition::V0_16_8.has(*api), version(api.since()) <= vec![0, 16, 8], "{api}");
        assert!(Edition::V0_16_41.has(*api) && version(api.since()) <= vec![0, 16, 41], "{api}");
    }
}

// Counts. The rows above are compared with the CSV; these notice that a cell of the CSV itself has been lost or changed.

#[test]
fn so_many_rows_say_so() {
    assert_counts("kind", &[("method", 176), ("event", 69)]);
    assert_counts(
        "roles",
        &[
            ("any", 37),
            ("any-seat", 76),
            ("none", 25),
            ("agent|supervisor", 10),
            ("host|cohost", 46),
            ("host|cohost|panelist", 1),
            ("host|cohost|panelist|participant", 35),
            ("host|cohost|participant", 15),
        ],
    );
    assert_counts("guest", &[("yes", 113), ("no", 132)]);
    assert_counts(
        "product",
        &[("meetings", 199), ("mail", 19), ("contact-center", 10), ("phone", 10), ("rooms", 5), ("chat", 2)],
    );
    assert_counts("data", &[("user", 50), ("meeting", 70), ("none", 80), ("other", 45)]);
    assert_counts(
        "roles_in_0_16_8",
        &[
            ("-", 110),
            ("any", 5),
            ("any-seat", 41),
            ("none", 25),
            ("owner", 5),
            ("host|cohost", 27),
            ("host|cohost|panelist", 1),
            ("host|cohost|panelist|participant", 23),
            ("host|cohost|participant", 8),
        ],
    );
    assert_counts("documented", &[("yes", 220), ("no", 25)]);
    assert_counts("media", &[("yes", 2), ("no", 243)]);
}

/// A column of the library's own rows has these cells, so often each, and no others.
#[track_caller]
fn assert_counts(column: &str, expected: &[(&str, usize)]) {
    let position = COLUMNS.iter().position(|name| *name == column).unwrap();
    let mut counts = BTreeMap::<String, usize>::new();
    for api in Api::ALL {
        *counts.entry(as_the_library_says(*api).swap_remove(position)).or_default() += 1;
    }
    let expected = expected.iter().map(|(cell, count)| ((*cell).to_owned(), *count)).collect();
    assert_eq!(counts, expected);
}

#[test]
fn so_many_apis_state_a_context() {
    let count_where =
        |wanted: &dyn Fn(ApiContexts) -> bool| Api::ALL.iter().filter(|api| wanted(api.contexts())).count();
    assert_eq!(count_where(&|contexts| contexts == ApiContexts::Any), 93);
    for (context, expected) in [
        (RunningContext::InMeeting, 102),
        (RunningContext::InWebinar, 82),
        (RunningContext::InMainClient, 23),
        (RunningContext::InImmersive, 51),
        (RunningContext::InCamera, 69),
        (RunningContext::InCollaborate, 60),
        (RunningContext::InCollaborateSidecar, 15),
        (RunningContext::InContactCenter, 12),
        (RunningContext::InPhone, 11),
        (RunningContext::InChat, 3),
        (RunningContext::InMeetingChat, 13),
        (RunningContext::InMail, 22),
        (RunningContext::InDigitalSignage, 1),
    ] {
        let stated = |contexts| matches!(contexts, ApiContexts::Only(set) if set.contains(context.into()));
        assert_eq!(count_where(&stated), expected, "{context}");
    }
}

#[test]
fn nothing_is_documented_about_25_names() {
    let undocumented: ApiSet = Api::ALL.iter().copied().filter(|api| !api.is_documented()).collect();
    assert_eq!(
        undocumented.names().collect::<Vec<_>>(),
        [
            "assignParticipantsToBreakoutRoom",
            "closeChannel",
            "closeLobby",
            "executeOnZoomAction",
            "getImmersiveViewContext",
            "getOnZoomProperties",
            "getPairingStatus",
            "getScreenshot",
            "getUserMediaAudio",
            "getUserMediaVideo",
            "joinOnZoomEvent",
            "joinZoomRoom",
            "openChannel",
            "openDM",
            "pushState",
            "removeImmersiveView",
            "setImmersiveView",
            "setUserMediaAudio",
            "setUserMediaVideo",
            "onAuthenticate",
            "onExtendedProcessing",
            "onImmersiveViewChange",
            "onInviteCollaboration",
            "onOnZoomJoinStatusChange",
            "onPairingStatusChange",
        ]
    );
    for api in undocumented.iter() {
        for edition in Edition::ALL {
            assert!(edition.has(api), "{api} is older than either edition");
            assert_eq!(edition.roles(api), None, "{api} in {edition}");
        }
    }
}

#[test]
fn two_names_take_media_out_of_the_meeting() {
    let media: Vec<Api> = Api::ALL.iter().copied().filter(|api| api.takes_media()).collect();
    assert_eq!(media, [Api::ResumeRTMS, Api::StartRTMS]);
    for api in media {
        // Nobody has to allow what runs in no meeting, or what a guest may call.
        let contexts = ApiContexts::Only(Contexts::IN_MEETING | Contexts::IN_WEBINAR);
        assert_eq!((api.contexts(), api.supports_guests()), (contexts, false), "{api}");
        assert_eq!(api.roles(), Some(ApiRoles::AnySeat), "{api}");
    }
}

/// What the documentation states for a meeting and not for a webinar is not available in a webinar, in whatever view.
#[test]
fn so_many_apis_are_for_meetings_and_not_for_webinars() {
    let stated = |api: &Api| match api.contexts() {
        ApiContexts::Any => Contexts::empty(),
        ApiContexts::Only(contexts) => contexts,
    };
    for api in Api::ALL {
        assert_eq!(api.contexts().stated(), stated(api), "{api}");
    }
    let meetings_only = Api::ALL.iter().filter(|api| {
        stated(api).contains(Contexts::IN_MEETING) && !stated(api).contains(Contexts::IN_WEBINAR)
    });
    assert_eq!(meetings_only.count(), rows_for_meetings_only());
}

fn rows_for_meetings_only() -> usize {
    let states =
        |row: &BTreeMap<String, String>, context| row["contexts"].split('|').any(|stated| stated == context);
    rows().iter().filter(|row| states(row, "inMeeting") && !states(row, "inWebinar")).count()
}

/// Of the limited names those that are made for the client need no seat there, and those of an engagement do.
#[test]
fn limited_names_that_are_made_for_the_client() {
    let expected = Contexts::CLIENT - Contexts::IN_CONTACT_CENTER;
    assert_eq!(Contexts::OUTSIDE_MEETINGS, expected);
    let limited: ApiSet = Api::ALL
        .iter()
        .copied()
        .filter(|api| api.roles().is_some_and(|roles| !roles.needs_no_seat()))
        .filter(|api| api.contexts().stated().intersects(Contexts::OUTSIDE_MEETINGS))
        .collect();
    assert_eq!(
        limited.names().collect::<Vec<_>>(),
        [
            "endSyncData",
            "getZoomRoomContext",
            "getZoomRoomControllerCredentials",
            "getZoomRoomDeviceDetails",
            "launchAppInMeeting",
            "promptUpgradeRequest",
            "sendMessageToChat",
            "onUpgradeRequest",
            "onZoomRoomEvent",
        ]
    );
}

#[test]
fn five_names_were_the_owners_alone() {
    let owners: ApiSet = Api::ALL
        .iter()
        .copied()
        .filter(|api| Edition::V0_16_8.roles(*api) == Some(ApiRoles::Only(Roles::OWNER)))
        .collect();
    assert_eq!(
        owners.names().collect::<Vec<_>>(),
        [
            "getMeetingContext",
            "getMeetingJoinUrl",
            "getMeetingParticipants",
            "onActiveSpeakerChange",
            "onParticipantChange",
        ]
    );
    for api in owners.iter() {
        assert_eq!(Edition::V0_16_41.roles(api), Some(ApiRoles::Only(Roles::HOST | Roles::COHOST)), "{api}");
    }
    let old = Edition::V0_16_8;
    assert_eq!(old.supported_apis(MeetingRole::Owner) - old.supported_apis(MeetingRole::Host), owners);
    // No row of the newer edition names the owner: there it has what the host has.
    assert_eq!(supported_apis(MeetingRole::Owner), supported_apis(MeetingRole::Host));
}

// What a role may use.

#[test]
fn so_many_apis_are_supported() {
    let counts =
        |edition: Edition| MeetingRole::ALL.iter().map(|role| edition.supported_apis(*role).len()).collect();
    let counts_of_both: [Vec<usize>; 2] = [counts(Edition::V0_16_41), counts(Edition::V0_16_8)];
    //                               owner host cohost panelist participant attendee agent supervisor
    assert_eq!(counts_of_both[0], [210, 210, 210, 149, 163, 113, 47, 47]);
    assert_eq!(counts_of_both[1], [110, 105, 105, 70, 77, 46, 5, 5]);
}

#[test]
fn a_role_is_supported_as_the_csv_says() {
    for (edition, column) in [(Edition::V0_16_41, "roles"), (Edition::V0_16_8, "roles_in_0_16_8")] {
        for role in MeetingRole::ALL {
            let expected: Vec<String> = rows()
                .into_iter()
                .filter(|row| cell_permits(&row[column], role.name()))
                .map(|row| row["name"].clone())
                .collect();
            let supported = edition.supported_apis(*role);
            assert_eq!(supported.names().collect::<Vec<_>>(), expected, "{role} in {edition}");
            assert_eq!(supported.len(), expected.len());

            let documented: ApiSet =
                Api::ALL.iter().copied().filter(|api| edition.roles(*api).is_some()).collect();
            assert_eq!(edition.unsupported_apis(*role), documented - supported, "{role} in {edition}");
        }
    }
}

/// The rule of `docs/rules.md`, read on the text of a cell.
fn cell_permits(cell: &str, role: &str) -> bool {
    // An owner has every right that a host has.
    let names: &[&str] = if role == "owner" { &["owner", "host"] } else { &[role] };
    match cell {
        "none" | "-" => false,
        "any" => true,
        "any-seat" => {
            names.iter().any(|name| ["host", "cohost", "panelist", "participant", "attendee"].contains(name))
        }
        list => list.split('|').any(|permitted| names.contains(&permitted)),
    }
}

#[test]
fn the_default_edition_is_the_newest() {
    assert_eq!(Edition::default(), Edition::V0_16_41);
    for role in MeetingRole::ALL {
        assert_eq!(supported_apis(*role), Edition::V0_16_41.supported_apis(*role));
        assert_eq!(unsupported_apis(*role), Edition::V0_16_41.unsupported_apis(*role));
    }
}

#[test]
fn agents_and_supervisors_get_the_contact_center_and_what_is_for_anybody() {
    let mut expected: BTreeSet<String> = names_with("product", "contact-center").into_iter().collect();
    assert_eq!(expected.len(), 10);
    expected.extend(names_with("roles", "any"));
    for role in [MeetingRole::Agent, MeetingRole::Supervisor] {
        let supported: BTreeSet<String> = supported_apis(role).names().map(str::to_owned).collect();
        assert_eq!(supported, expected, "{role}");
    }
}

#[test]
fn who_is_stronger_in_a_meeting_may_use_no_less() {
    let line = [
        MeetingRole::Owner,
        MeetingRole::Host,
        MeetingRole::Cohost,
        MeetingRole::Participant,
        MeetingRole::Attendee,
    ];
    for edition in Edition::ALL {
        for pair in line.windows(2) {
            let [stronger, weaker] = [0, 1].map(|end| edition.supported_apis(pair[end]));
            assert!(weaker.is_subset(stronger), "{pair:?} in {edition}");
        }
    }
}

// The example.

#[test]
fn the_example_prints_the_csv() {
    assert_eq!(printed(&[]), CSV);
    assert_eq!(printed(&["--edition", "0.16.41"]), CSV);
}

#[test]
fn the_example_lists_what_an_edition_has() {
    assert_eq!(printed(&["--edition", "0.16.8"]), csv_where(|row| row["roles_in_0_16_8"] != "-"));
}

#[test]
fn the_example_lists_what_a_role_may_use() {
    for role in MeetingRole::ALL.iter().map(|role| role.name()) {
        assert_eq!(printed(&["--role", role]), csv_where(|row| cell_permits(&row["roles"], role)));
        assert_eq!(
            printed(&["--role", role, "--edition", "0.16.8"]),
            csv_where(|row| cell_permits(&row["roles_in_0_16_8"], role))
        );
    }
}

/// The lines of the CSV whose rows are wanted, below its header.
fn csv_where(wanted: impl Fn(&BTreeMap<String, String>) -> bool) -> String {
    let (header, lines) = CSV.split_once('\n').unwrap();
    let kept = lines.lines().zip(rows()).filter(|(_, row)| wanted(row)).map(|(line, _)| format!("{line}\n"));
    format!("{header}\n{}", kept.collect::<String>())
}

fn printed(arguments: &[&str]) -> String {
    let mut out = Vec::new();
    example::write_rows(&asked(arguments).unwrap().apis(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn asked(arguments: &[&str]) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(["catalog"].iter().chain(arguments))
}

#[test]
fn the_example_says_what_it_does_not_understand() {
    let refused = |arguments: &[&str], message: &str| {
        let error = asked(arguments).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains(message), "{error}");
    };
    refused(
        &["--role", "boss"],
        "unknown role `boss`, expected one of `owner`, `host`, `cohost`, `panelist`",
    );
    refused(&["--role", "Host"], "unknown role `Host`, expected one of `owner`");
    refused(&["--edition", "0.16.9"], "unknown edition `0.16.9`, expected one of `0.16.8`, `0.16.41`");
    refused(&["--role"], "a value is required for '--role <ROLE>'");
    refused(&["host"], "unexpected argument 'host' found");
}

#[test]
fn the_help_of_the_example_names_every_role_and_edition() {
    Arguments::command().debug_assert();
    let help = Arguments::command().render_long_help().to_string();
    let words = MeetingRole::ALL
        .iter()
        .map(|role| role.name())
        .chain(Edition::ALL.iter().map(|edition| edition.name()));
    for word in words {
        assert!(help.contains(word), "{word} in:\n{help}");
    }
}

#[test]
fn the_example_knows_a_reader_that_has_gone_from_a_fault() {
    struct Closed(io::ErrorKind);

    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    let outcome = |kind| example::write_rows(Api::ALL, Closed(kind)).unwrap_err();
    assert!(example::reader_has_gone(&outcome(io::ErrorKind::BrokenPipe)));
    assert!(!example::reader_has_gone(&outcome(io::ErrorKind::StorageFull)));
}

// Sets of APIs, against the standard library's.

fn apis() -> impl Strategy<Value = Vec<Api>> {
    prop::collection::vec(prop::sample::select(Api::ALL), 0..300)
}

fn as_sets(apis: &[Api]) -> (ApiSet, BTreeSet<Api>) {
    (apis.iter().copied().collect(), apis.iter().copied().collect())
}

/// The two have the same members, by whatever way one looks.
#[track_caller]
fn assert_same(set: ApiSet, model: &BTreeSet<Api>) {
    assert!(set.iter().eq(model.iter().copied()), "{set:?} and {model:?}");
    assert!(set.names().eq(model.iter().map(|api| api.name())));
    assert_eq!(set.len(), model.len());
    assert_eq!(set.is_empty(), model.is_empty());
    assert_eq!(set, model.iter().copied().collect());
    for api in Api::ALL {
        assert_eq!(set.contains(*api), model.contains(api), "{api}");
    }
}

proptest! {
    #[test]
    fn a_set_is_a_set(first in apis(), second in apis(), api in prop::sample::select(Api::ALL)) {
        let (a, model_a) = as_sets(&first);
        let (b, model_b) = as_sets(&second);
        let everything: BTreeSet<Api> = Api::ALL.iter().copied().collect();
        assert_same(a, &model_a);
        assert_same(a | b, &(&model_a | &model_b));
        assert_same(a & b, &(&model_a & &model_b));
        assert_same(a - b, &(&model_a - &model_b));
        assert_same(!a, &(&everything - &model_a));
        prop_assert_eq!(a.is_subset(b), model_a.is_subset(&model_b));
        prop_assert_eq!((a & b).is_subset(a), true);
        prop_assert_eq!(a == b, model_a == model_b);

        let mut more = a;
        let mut model = model_a.clone();
        more |= b;
        model.extend(&model_b);
        assert_same(more, &model);
        more = a;
        more.extend(second);
        assert_same(more, &model);
        more.remove(api);
        model.remove(&api);
        assert_same(more, &model);
        more.insert(api);
        model.insert(api);
        assert_same(more, &model);
    }

    #[test]
    fn sets_keep_the_laws(first in apis(), second in apis(), third in apis()) {
        let [a, b, c] = [first, second, third].map(|apis| apis.into_iter().collect::<ApiSet>());
        prop_assert_eq!(a | b, b | a);
        prop_assert_eq!(a & b, b & a);
        prop_assert_eq!((a | b) | c, a | (b | c));
        prop_assert_eq!((a & b) & c, a & (b & c));
        prop_assert_eq!(a & (b | c), (a & b) | (a & c));
        prop_assert_eq!(a | (a & b), a);
        prop_assert_eq!(a & (a | b), a);
        prop_assert_eq!(!(a | b), !a & !b);
        prop_assert_eq!(!!a, a);
        prop_assert_eq!(a - b, a & !b);
        prop_assert_eq!((a - b) | (a & b), a);
        prop_assert!(((a - b) & b).is_empty());
        prop_assert_eq!(a.to_string().parse(), Ok(a));
    }
}

#[test]
fn nothing_and_everything() {
    assert_same(ApiSet::EMPTY, &BTreeSet::new());
    assert_same(ApiSet::default(), &BTreeSet::new());
    assert_same(ApiSet::all(), &Api::ALL.iter().copied().collect());
    assert_eq!(ApiSet::all().len(), Api::ALL.len());
    assert_eq!(!ApiSet::EMPTY, ApiSet::all());
    assert_eq!(!ApiSet::all(), ApiSet::EMPTY);
    for api in Api::ALL {
        assert_same(ApiSet::from([*api]), &BTreeSet::from([*api]));
    }
}
