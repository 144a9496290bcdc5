/** English texts; the other languages have the same keys. */
const texts = {
  identity: {
    active: "In use",
    add: "Add a provider",
    clientId: "Client ID",
    domains: "E-mail domains",
    domainsText: "Whose people are recognised by a verified address the first time they come",
    issuer: "Address (issuer)",
    label: "Name",
    labelText: "On the button of the sign-in page",
    nobody: "Nobody is added",
    none: "Nobody signs in by another service yet.",
    redirect: "Enter there as redirect address:",
    remove: "Remove",
    removeAsk: "Remove {{name}}?",
    removeText: "Nobody can sign in by it any more.",
    role: "Role of new people",
    roleText: "Who comes the first time and has no account gets one with this role",
    second: {
      here: "Asked for here",
      amr: "Counts when the provider says that it asked (amr)",
      always: "The provider always asks",
    },
    secret: "Client secret",
    secretKept: "Empty: stays as it is",
    text: "Sign-in by OpenID Connect: Microsoft Entra, Google, Keycloak and others.",
    title: "Identity providers",
  },
};

export default texts;
