/** English texts; the other languages have the same keys. */
const texts = {
  privacy: {
    title: "Privacy",
    none: "Nothing was said yet; without consent this customer is left out of marketing.",
    record: "Record consent",
    history: "Everything that was said",
    expired: "Ended",
    until: "until {{day}}",
    withdraw: "Withdraw",
    withdrawAsk: "The customer takes this back, from now on?",
    export: "For a purpose…",
    exportTitle: "Export for a purpose",
    exportText: "Customers who did not agree to it, and fields that are not meant for it, are left out.",
    choose: "What is the data used for?",
    anyMarketing: "Marketing, any way",
    goes: "{{shown}} records go out",
    goes_one: "{{shown}} record goes out",
    leftOut: "{{shown}} records without consent are left out",
    leftOut_one: "{{shown}} record without consent is left out",
    fieldsLeftOut: "Fields left out: {{what}}",
    comma: ", ",
  },
};

export default texts;
