# Functions of the scripts in this folder.

# Prints a command and runs it.
run() {
    printf '\n+ %s\n' "$*"
    "$@"
}

# Prints a command, whose output must be the file.
run_and_compare() {
    local file=$1
    shift
    printf '\n+ %s | cmp - %s\n' "$*" "$file"
    "$@" | cmp - "$file"
}

# Installs tools from crates.io, each as NAME@VERSION. Cargo skips those that are installed in that version. Unoptimized
# tools are built in a third of the time and are fast enough, and in one folder they share what they have in common.
install_tools() {
    run env CARGO_TARGET_DIR="$PWD/target/tools" cargo install --locked --quiet --debug "$@"
}
