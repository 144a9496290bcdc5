import type en from "./en";

type Text<T> = T extends string ? string : { [K in keyof T]: Text<T[K]> };

/** The shape of every language's texts. */
export type Messages = typeof en;

/** What another language has to say for English texts. Languages without a singular leave out the `_one` forms. */
export type Translation<English> = Text<WithoutSingular<English>>;

type WithoutSingular<T> = T extends string
  ? string
  : { [K in keyof T as K extends `${string}_one` ? never : K]: WithoutSingular<T[K]> };
