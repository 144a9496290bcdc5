/** English texts; the other languages have the same keys. */
const texts = {
  signIn: {
    company: "Company",
    companyHelp: "Several companies know this e-mail; type the short name of yours.",
    email: "E-mail",
    lead: "Your customers are waiting.",
    motto: "Every customer, every order, every word said: one page that the whole company shares.",
    needEmail: "Type your e-mail.",
    needPassword: "Type your password.",
    password: "Password",
    submit: "Sign in",
    title: "Sign in",
    tooMany: "Too many attempts. Wait a few minutes, then try again.",
    wrong: "E-mail or password is not right. Check both and try again.",
  },
};

export default texts;
