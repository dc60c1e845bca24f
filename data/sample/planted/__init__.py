"""What is wrong on purpose in the Jiangxi sample: each oddity stands where it is planted, with its exact counts in truth.json."""
