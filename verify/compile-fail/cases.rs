//! What the types refuse, one program each. `TRYBUILD=overwrite` writes the messages anew; read them before they are
//! committed.

#[test]
fn cases_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/everything_else_is_right.rs");
    cases.compile_fail("cases/not_*.rs");
}
