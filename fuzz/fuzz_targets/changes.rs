#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| consentry_fuzz::targets::changes::run(data));
