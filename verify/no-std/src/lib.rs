//! Decides without `std`.
//!
//! There can be one panic handler and one allocator in a program. `std` brings its own, so the handler below
//! is refused as a duplicate as soon as anything links `std`.
//!
//! A program without `std` cannot unwind from a panic, so this is one in the profile `no-std` alone. In the others, in
//! which the workspace is built as a whole, there is nothing here.
#![cfg_attr(panic = "abort", no_std)]
#![cfg(panic = "abort")]

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::ptr::null_mut;

use consentry::{Action, App, Principal, Resource, Verb, evaluate};

/// Whether a question of unknowns is allowed. It is not.
#[unsafe(no_mangle)]
pub extern "C" fn consentry_allows_unknowns() -> bool {
    evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Action::Verb(Verb::Read)).is_allowed()
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

struct NoMemory;

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

// SAFETY: null is the documented answer of an allocator that has no memory; nothing is ever freed.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
