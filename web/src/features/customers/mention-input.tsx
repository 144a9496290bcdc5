import { useQuery } from "@tanstack/react-query";
import { Mentions } from "antd";
import { type KeyboardEvent, useState } from "react";
import { type Colleague, colleaguesQuery } from "./data";

/** People by the name that stands behind `@` in the text. */
export type Mentioned = Record<string, string>;

/** Whom the text still mentions. */
export function mentionedIn(text: string, people: Mentioned): string[] {
  const named = Object.entries(people).filter(([name]) => text.includes(`@${name}`));
  return [...new Set(named.map(([, id]) => id))];
}

interface Props {
  customer: string;
  value: string;
  onChange: (text: string) => void;
  onMention: (name: string, id: string) => void;
  placeholder: string;
  label: string;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** A text in which `@` proposes colleagues who would see it. */
export function MentionInput({ customer, value, onChange, onMention, placeholder, label, onKeyDown }: Props) {
  const [typed, setTyped] = useState<string>();
  const { data, isFetching } = useQuery({
    ...colleaguesQuery(customer, typed ?? ""),
    enabled: typed !== undefined,
  });
  const found = data?.items ?? [];
  // of two with one name the text says which
  const nameOf = (one: Colleague) =>
    found.filter((other) => other.name === one.name).length > 1 ? `${one.name} (${one.email})` : one.name;
  const options = found.map((one) => ({
    value: nameOf(one),
    label: (
      <>
        {one.name} <span className="muted">{one.email}</span>
      </>
    ),
  }));
  return (
    <Mentions
      value={value}
      onChange={onChange}
      onSearch={setTyped}
      onSelect={({ value: name }) => {
        const chosen = found.find((one) => nameOf(one) === name);
        if (name && chosen) onMention(name, chosen.id);
      }}
      filterOption={false}
      loading={isFetching}
      options={options}
      autoSize={{ minRows: 2, maxRows: 10 }}
      placeholder={placeholder}
      aria-label={label}
      onKeyDown={onKeyDown}
    />
  );
}
