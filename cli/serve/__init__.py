"""The analyst's page: a local server over one published warehouse. `gate` lets in, `server` answers, `views` ask."""
