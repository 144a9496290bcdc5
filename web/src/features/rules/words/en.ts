/** Words of the room, which come with it; the other languages have the same keys. */
const words = {
  rules: {
    title: "Rules",
    text: "A record that meets one of these conditions is refused, whoever brings it: people, programs, files. What is there already stays until it is saved next.",
    none: "No rule yet. A rule says which records are refused, such as a regular without a phone number, and what whoever enters them is told.",
    add: "Add a rule",
    refused: "Refused when",
    told: "What is said",
    holds: "In force",
    holdsOf: "{{name}} is in force",
    at: "at {{field}}",
    fault: "It judges nothing: {{why}}",
    turnOn: "Put {{name}} in force?",
    switchOn: "Put in force",
    breaking_one: "One record breaks it. It stays as it is, and must be put right when it is saved next.",
    breaking_other:
      "{{number}} records break it. They stay as they are, and must be put right when they are saved next.",
    noneBreaks: "None of the records that are there breaks it.",
    seeThem: "See them",
    name: "Name",
    namePlaceholder: "Regulars have a phone number",
    when: "Refuse a record when",
    whenHelp: "Fields of the record itself; of other records only whether one is chosen.",
    unfinished: "Finish each part of the condition, or remove it.",
    message: "What is said then",
    field: "At the field",
  },
};

export default words;
