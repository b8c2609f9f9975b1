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

# Installs tools from crates.io, each as NAME@VERSION. Cargo skips those that are installed in that version.
install_tools() {
    run cargo install --locked --quiet "$@"
}
