//! The rows of the directory: what it stores, and how rows name each other.
//!
//! ```text
//! Directory
//!   accounts   Account  ---- owner ---------> Slot          a user of the account, by position among its members
//!     |          |  |  ----- approved ------> AppNumber
//!     |          |  rest     members[slot] -> UserId
//!     |          |           meetings ------> MeetingUuid
//!   users      UserRow  ---- account -------> AccountNumber
//!     |          |  apps     AppEntry ------> AppNumber     the user's entry for one app
//!     |          |  held     Held ----------> Slot          delegations from colleagues, with their access
//!     |          |  given ------------------> Slot          delegations to colleagues, who hold the access
//!     |          |  rest     seated, calendar > MeetingUuid
//!   apps       AppRow
//!   meetings   MeetingRow -- owner ---------> Member
//!                 seats     SeatRow --------> UserId, AppNumber
//! ```
//!
//! An account is the unit of the layout: delegations stay within it, so a colleague is a slot of four bytes instead of
//! an id of sixteen. (These slots have nothing to do with those of a hash table.)
//!
//! Rows are never taken out. A removed user or meeting leaves an empty row, which keeps the id from being used again;
//! so a number, a slot or an id in one row always leads to another row.
//!
//! Wherever a row is written, compared or converted, it is taken apart by name and without `..`: a new field does not
//! compile until each of these places says what becomes of it.

mod account;
mod user;
mod entry;
mod app;
mod meeting;
mod seats;
mod apps;
mod number;

pub(crate) use account::{Account, AccountRest, CustomRole, StoredRole};
pub(crate) use app::AppRow;
pub(crate) use apps::Apps;
pub(crate) use entry::{AppEntry, Flags};
pub(crate) use meeting::MeetingRow;
pub(crate) use number::{AccountNumber, AppNumber, MAX_USERS, Member, Numbered, Slot};
pub(crate) use seats::{SeatRow, Seats};
pub(crate) use user::{Held, UserRest, UserRow};
