/** English texts; the other languages have the same keys. */
const texts = {
  users: {
    devices: "Devices",
    devicesOf: "Where {{name}} is signed in",
    locked: "locked",
    passkey: "passkey",
    passkeys: "Passkeys",
    passkeysOf: "Passkeys of {{name}}",
    totpReset: "Take the second factor off",
    unlock: "Let them try again",
    more: "Actions for {{name}}",
    title: "Accounts",
    add: "Add a person",
    name: "Name",
    role: "Role",
    team: "Team",
    noTeam: "no team",
    active: "May sign in",
    activeOf: "{{name}} may sign in",
    added: "{{name}} has been added",
    password: "Hand over this first password; it is shown only now.",
  },
};

export default texts;
