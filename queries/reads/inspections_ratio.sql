-- One row per tier and way of selection of the chosen region and department, cumulative in the year of the chosen quarter.
-- key: tier, selection
select
    tier, selection, n_register, n_inspected, low, high, n_visits, entity_years, visits_a_year, visits_low, visits_high,
    band_low, band_high, n_offices, n_offices_with_band, n_banded_register, n_banded_inspected, n_short, n_excess, band_state
from stat_inspection_ratio
where quarter = $quarter and region_code = $region and department_code = $department
