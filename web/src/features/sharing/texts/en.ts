/** English texts; the other languages have the same keys. */
const texts = {
  sharing: {
    title: "Share",
    titleMany: "Share {{count}} records",
    share: "Share",
    shared: "Shared with",
    with: "With whom",
    user: "A person",
    team: "A team",
    teamText: "And the teams below it",
    may: "They may",
    mayText: "What belongs to a record comes along. Fields closed by their role stay closed.",
    see: "See",
    change: "See and change",
    until: "Until",
    untilText: "Empty: until you end it",
    note: "Why",
    done_one: "Shared",
    done_other: "{{count}} records shared",
    end: "End sharing",
    ended: "No longer shared",
  },
};

export default texts;
