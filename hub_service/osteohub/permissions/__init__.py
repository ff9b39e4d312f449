"""Who may do what: one table of rules that answers both "may X do this" and "list all for which X may", as SQL."""
