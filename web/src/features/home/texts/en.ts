/** English texts; the other languages have the same keys. */
const texts = {
  home: {
    arrange: "Arrange",
    arrangeText:
      "Drag cards into the order that you want, or move them by the arrows; take away what you do not need.",
    keptForRole: "The home page of {{role}} begins so now",
    wide: "Full width",
    column: "One column",
    up: "Move up: {{name}}",
    down: "Move down: {{name}}",
    drop: "Take away: {{name}}",
    add: "Add a card",
    reset: "As it was at first",
    forRole: "Use for a role …",
    empty: "Nothing is shown here; arrange your home page.",
    hello: "Hello, {{name}}",
    noTasks: "Nothing is due. Write down what comes next.",
    noRecent: "Records that you open appear here.",
    noMentions: "Nobody mentioned you or gave you anything new.",
    noWaiting: "Nothing waits for you.",
    overdue: "Overdue",
    today: "Today",
    coming: "Coming up",
    duplicates: "Duplicates to decide: {{what}}",
    refused: "Refused rows: {{name}}",
    requests: "Open privacy requests",
    review: "Access review: {{name}}",
    card: {
      day: "My day",
      waiting: "Waiting for me",
      mentions: "For me",
      numbers: "My numbers",
      recent: "Recently seen",
      best: "Highest spend",
      changed: "Changed lately",
      base: "The base",
    },
    number: {
      customers: "My customers",
      gained: "New this month",
      open: "My open tasks",
      late: "Overdue",
      done: "Done this week",
    },
  },
};

export default texts;
