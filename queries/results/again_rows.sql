-- One row per exit and later listing: days from the one to the other.
select listing_id as exit_id, days from fct_relisting
