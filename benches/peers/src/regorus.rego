package consentry

default allow := false

allow if {
	input.principal == input.owner
	user := data.users[input.principal]
	user.active
	user.installed[input.app]
	data.apps[input.app].published
}

allow if {
	user := data.users[input.principal]
	user.installed[input.app].shared
	owner := data.users[input.owner]
	owner.delegates[input.principal]
	owner.active
	user.active
	data.apps[input.app].published
	user.account == owner.account
}
