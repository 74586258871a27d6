module github.com/tenseleyFlow/dlm-schema/generated/go/agreement

go 1.24

require (
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/tenseleyFlow/dlm-schema/generated/go v0.0.0
)

require golang.org/x/text v0.14.0 // indirect

replace github.com/tenseleyFlow/dlm-schema/generated/go => ../
