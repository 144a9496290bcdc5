/** What is wrong with many values at once; single ones are told in the server's words, which say more. */
const refusals: Record<string, string> = {
  bad_country: "an unknown country",
  bad_date: "no day of the calendar, or not in a known form",
  bad_email: "no e-mail address",
  bad_phone: "no phone number",
  bad_url: "no web address",
  duplicate: "probably there already",
  not_found: "no such record",
  not_unique: "another record has it already",
  ragged_row: "more or fewer cells than columns",
  required: "missing",
  stage_closed: "not a way from the stage before",
  stage_needs: "needed for the stage",
  too_long: "too long",
  unknown_option: "not one of the options",
};

export default refusals;
