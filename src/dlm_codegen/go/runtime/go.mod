module github.com/tenseleyFlow/dlm-schema/generated/go

go 1.25
