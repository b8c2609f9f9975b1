//! How costs grow with the input: each loader, view and change at `n`, `2n` and `4n` of the worst inputs known.
//!
//! `cargo bench -p consentry-benches --bench linear` prints a table and exits with 1 if a cost grows faster than the input does.
//! Twice the input may take [`MOST`] times as long.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use comfy_table::{Cell, CellAlignment, LineStyle, Table, presets};
use consentry::AppId;
use consentry::directory::{Audience, Directory, Refusal, Snapshot};
use consentry::facts::AccountRole;
use consentry_benches::measure::{Contender, Figure, in_turn};

mod worlds;

use worlds::{
    ACCOUNT, ANN, APPROVED, APPS_OF_ONE, DELEGATORS, EVENTS, FIRST, GUESTS, HOSTS, OLGA, ROLES, SEATS_OF_ONE,
    STOPPED, WORLDS, World,
};

/// How many times as long twice the input may take. Sorting 400 rows takes 2.2 times as long when they are doubled; what compares
/// each row with each other takes 4 times as long.
const MOST: f64 = 2.3;

/// By how much the inputs differ that are compared.
const SIZES: [u64; 3] = [1, 2, 4];

/// Measures how the cost of loading, writing, comparing, viewing and changing a directory grows with the worst inputs known.
#[derive(Parser)]
struct Arguments {
    /// What to measure: rows of the table that contain this text.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// How many rounds, of which the fastest counts.
    #[arg(long, value_name = "N", default_value = "9", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// One round of small worlds, whatever it takes: does it work?
    #[arg(long)]
    test: bool,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A world of one size, in every form.
struct Forms {
    directory: Directory,
    other: Directory,
    snapshot: Snapshot,
    bytes: Vec<u8>,
    json: Vec<u8>,
}

/// What is measured.
struct Cost {
    name: &'static str,
    /// The worlds whose input it is; all of them if empty.
    worlds: &'static [&'static str],
    run: fn(&Forms),
}

const COSTS: &[Cost] = &[
    Cost { name: "read bytes", worlds: &[], run: |forms| ok(Directory::from_bytes(&forms.bytes)) },
    Cost {
        name: "read JSON",
        worlds: &[],
        run: |forms| ok(serde_json::from_slice::<Directory>(&forms.json)),
    },
    Cost {
        name: "read a snapshot",
        worlds: &[],
        run: |forms| ok(Directory::try_from(forms.snapshot.clone())),
    },
    Cost {
        name: "write bytes",
        worlds: &[],
        run: |forms| assert!(forms.directory.to_bytes() == forms.bytes),
    },
    Cost {
        name: "write a snapshot",
        worlds: &[],
        run: |forms| assert!(forms.directory.snapshot() == forms.snapshot),
    },
    Cost { name: "compare", worlds: &[], run: |forms| assert!(forms.directory == forms.other) },
    Cost {
        name: "subscribers",
        worlds: &[GUESTS, APPS_OF_ONE],
        run: |forms| ok(forms.directory.subscribers(OLGA.into(), ACCOUNT.into(), app_of(forms))),
    },
    Cost {
        name: "account_apps",
        worlds: &[APPROVED, APPS_OF_ONE, GUESTS],
        run: |forms| ok(forms.directory.account_apps(OLGA.into(), ACCOUNT.into())),
    },
    Cost {
        name: "requests",
        worlds: &[APPROVED, APPS_OF_ONE],
        run: |forms| ok(forms.directory.requests(OLGA.into(), ACCOUNT.into())),
    },
    Cost {
        name: "disabled",
        worlds: &[APPROVED, APPS_OF_ONE],
        run: |forms| ok(forms.directory.disabled(OLGA.into(), ACCOUNT.into())),
    },
    Cost {
        name: "consent",
        worlds: &[DELEGATORS],
        run: |forms| ok(forms.directory.consent(ANN.into(), FIRST.into())),
    },
    Cost {
        name: "installed_apps",
        worlds: &[APPS_OF_ONE],
        run: |forms| ok(forms.directory.installed_apps(ANN.into())),
    },
    Cost {
        name: "delegations",
        worlds: &[DELEGATORS],
        run: |forms| ok(forms.directory.delegations(ANN.into())),
    },
    Cost {
        name: "collaboration",
        worlds: &[GUESTS, STOPPED],
        run: |forms| ok(forms.directory.collaboration(FIRST.into(), app_of(forms))),
    },
    Cost {
        name: "shared_state",
        worlds: &[GUESTS, STOPPED],
        run: |forms| ok(forms.directory.shared_state(FIRST.into(), app_of(forms))),
    },
    Cost {
        name: "meetings_by_number",
        worlds: &[HOSTS, EVENTS],
        run: |forms| ok(forms.directory.meetings_by_number(ACCOUNT.into(), 4_711.into())),
    },
    Cost {
        name: "calendar_event",
        worlds: &[EVENTS],
        run: |forms| ok(forms.directory.calendar_event(ANN.into(), "event")),
    },
    Cost {
        name: "end_meeting",
        worlds: &[SEATS_OF_ONE, GUESTS, STOPPED],
        run: |forms| ok(changed(forms, |directory| directory.acting_as_system().end_meeting(FIRST.into()))),
    },
    Cost {
        name: "stop_app",
        worlds: &[GUESTS, STOPPED],
        run: |forms| {
            ok(changed(forms, |directory| {
                directory.acting_as(OLGA.into()).stop_app(FIRST.into(), app_of(forms))
            }));
        },
    },
    Cost {
        name: "remove_user",
        worlds: &[DELEGATORS, APPS_OF_ONE, SEATS_OF_ONE, EVENTS, HOSTS],
        run: |forms| {
            ok(changed(forms, |directory| directory.acting_as(OLGA.into()).remove_user(ANN.into(), None)))
        },
    },
    Cost {
        name: "remove_user, an alternative host",
        worlds: &[HOSTS],
        run: |forms| {
            ok(changed(forms, |directory| directory.acting_as(OLGA.into()).remove_user(FIRST.into(), None)))
        },
    },
    Cost {
        name: "delete_role",
        worlds: &[ROLES],
        run: |forms| {
            // The first role, whose place the last one takes.
            let name = "role 0000000";
            ok(changed(forms, |directory| {
                let mut owner = directory.acting_as(OLGA.into());
                let holder = forms.snapshot.accounts[0].users.last().expect("there are users").id;
                owner.set_role(holder, AccountRole::Member)?;
                owner.delete_role(ACCOUNT.into(), name)
            }));
        },
    },
    Cost {
        name: "approve_app for all",
        worlds: &[APPROVED],
        run: |forms| {
            ok(changed(forms, |directory| {
                let last = forms.snapshot.apps.last().expect("there are apps").id;
                directory.acting_as(OLGA.into()).approve_app(ACCOUNT.into(), last, Audience::Everybody)
            }));
        },
    },
];

/// The app that is asked about: the one that guests run, or else the last.
fn app_of(forms: &Forms) -> AppId {
    let apps = &forms.snapshot.apps;
    apps.iter().find(|app| app.manifest.guest_mode()).or(apps.last()).expect("there are apps").id
}

impl Forms {
    fn of(directory: Directory) -> Self {
        let (snapshot, bytes) = (directory.snapshot(), directory.to_bytes());
        let json = serde_json::to_vec(&directory).expect("it is written");
        // Another one, which shares nothing with the first.
        let other = Directory::from_bytes(&bytes).expect("it is read");
        Self { directory, other, snapshot, bytes, json }
    }
}

fn ok<T, E: std::fmt::Debug>(outcome: Result<T, E>) {
    std::hint::black_box(outcome.expect("it is possible"));
}

/// The outcome of a change to a clone, which shares its rows with the original as a published version does.
fn changed(
    forms: &Forms,
    change: impl FnOnce(&mut Directory) -> Result<u64, Refusal>,
) -> Result<Directory, Refusal> {
    let mut directory = forms.directory.clone();
    change(&mut directory)?;
    Ok(directory)
}

/// What one cost takes at each size, in nanoseconds.
struct Row {
    cost: &'static str,
    world: &'static str,
    n: u64,
    nanoseconds: [f64; SIZES.len()],
}

impl Row {
    /// The faster one at each size.
    fn or_faster(self, other: Self) -> Self {
        let faster = |size: usize| self.nanoseconds[size].min(other.nanoseconds[size]);
        Self { nanoseconds: std::array::from_fn(faster), ..self }
    }

    /// By how much the cost grows when the input doubles, over all sizes.
    fn growth(&self) -> f64 {
        let [first, .., last] = self.nanoseconds;
        (last / first).powf(1.0 / (SIZES.len() - 1) as f64)
    }
}

fn measure(world: &World, arguments: &Arguments) -> Vec<Row> {
    let wanted = |cost: &&Cost| {
        (cost.worlds.is_empty() || cost.worlds.contains(&world.name))
            && format!("{}: {}", cost.name, world.name).contains(&arguments.only)
    };
    let costs: Vec<&Cost> = COSTS.iter().filter(wanted).collect();
    if costs.is_empty() {
        return Vec::new();
    }
    eprintln!("measuring {}", world.name);
    let n = if arguments.test { 20 } else { world.n };
    let forms = SIZES.map(|times| Forms::of((world.build)(n * times)));
    let (rounds, block) = if arguments.test {
        (1, Duration::ZERO)
    } else {
        (arguments.rounds.into(), Duration::from_millis(10))
    };
    let row = |cost: &&Cost| {
        let once = || measure_once(cost, world, n, &forms, rounds, block);
        // Other people's load does not make a cost grow in each of several measurements.
        (0..3).fold(once(), |row, _| if row.growth() > MOST { row.or_faster(once()) } else { row })
    };
    costs.iter().map(row).collect()
}

fn measure_once(cost: &Cost, world: &World, n: u64, forms: &[Forms], rounds: usize, block: Duration) -> Row {
    let mut contenders: Vec<Contender<'_>> =
        forms.iter().map(|forms| Contender::new(cost.name, 1, || (cost.run)(forms))).collect();
    let figures: Vec<Figure> = in_turn(&mut contenders, rounds, block);
    let nanoseconds = std::array::from_fn(|size| figures[size].min);
    Row { cost: cost.name, world: world.name, n, nanoseconds }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let rows: Vec<Row> = WORLDS.iter().flat_map(|world| measure(world, &arguments)).collect();
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.style_mut().row_separator = LineStyle::none();
    let heads = ["cost", "of n", "n", "ms at n", "at 2n", "at 4n", "growth"];
    table.set_header(heads.map(Cell::new));
    let mut too_fast = 0;
    // By cost, as they are listed above.
    for cost in COSTS {
        for row in rows.iter().filter(|row| row.cost == cost.name) {
            let grows_too_fast = row.growth() > MOST;
            too_fast += usize::from(grows_too_fast);
            let milliseconds = row.nanoseconds.map(|nanoseconds| format!("{:.3}", nanoseconds / 1e6));
            let growth = format!("{:.2}{}", row.growth(), if grows_too_fast { " !" } else { "" });
            let head = [row.cost.to_owned(), row.world.to_owned(), row.n.to_string()];
            table.add_row(head.into_iter().chain(milliseconds).chain([growth]));
        }
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
    if arguments.test {
        return ExitCode::SUCCESS;
    }
    println!("{too_fast} of {} grow by more than {MOST} when the input doubles", rows.len());
    if too_fast == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
