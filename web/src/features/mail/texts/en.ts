/** English texts; the other languages have the same keys. */
const texts = {
  mail: {
    again: "Try now",
    dead: "given up",
    from: "From",
    kinds: { digest: "Digest of notices", reset: "Password reset", test: "Test" },
    none: "This server sends no mail",
    noneText:
      "Without it nobody gets a new password or a digest by mail. Whoever runs the server starts it so:",
    notYet: "It has not gone yet; it is tried again by itself",
    onItsWay: "On its way …",
    reason: "Reason",
    sent: "The mail server took it. Look into the mailbox of {{address}}.",
    server: "Mail server",
    state: "State",
    test: "Send me a test mail",
    text: "Letters of the program to your colleagues: new passwords, digests of notices.",
    title: "Mail",
    to: "To",
    unsent: "Not gone yet",
    url: "Links lead to",
    waiting: "waiting",
    what: "Letter",
  },
};

export default texts;
