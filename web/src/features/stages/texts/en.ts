/** English texts; the other languages have the same keys. */
const texts = {
  stages: {
    are: "These are the stages",
    areHelp:
      "Records move along them: boards and record pages show the way, and a stage can ask for fields before it is entered.",
    taken: "{{field}} holds the stages already; an object has one such field.",
    partOf: "{{name}}: {{what, lowercase}}",
    outcome: "Outcome",
    outcomes: { open: "Open", won: "Won", lost: "Lost" },
    probability: "Probability",
    stalledAfter: "Stalled after",
    days: "days",
    needs: "Must be known to enter it",
    nothing: "Nothing",
    from: "Entered from",
    anywhere: "Any stage; new records begin anywhere",
    enter: "{{title}}: to {{stage}}",
    move: "Move to {{stage}}",
    asks_one: "{{stage}} needs to know this:",
    asks_other: "{{stage}} needs to know these:",
    shut: "Not known yet, and not yours to fill in: {{names}}. Ask a colleague who may.",
    stalled_one: "Stalled: here for a day",
    stalled_other: "Stalled: here for {{count}} days",
    next: "Next: {{stage}}",
    entered: "Entered",
    end: "Close",
    closed: "{{stage}} is not entered from here.",
    weighted: "Weighted, {{percent}} %",
    saveFirst: "Save to say more of new options.",
  },
};

export default texts;
