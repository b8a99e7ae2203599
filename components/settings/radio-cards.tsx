import { type ReactNode, useId } from "react";

type Card<V extends string> = { value: V; content: ReactNode; lang?: string };

type RadioCardsProps<V extends string> = {
  label: string;
  cards: readonly Card<V>[];
  /** None where it is not known yet. */
  value: V | undefined;
  onChange: (value: V) => void;
};

/** One of few, each on a card of its own. */
export function RadioCards<V extends string>({ label, cards, value: chosen, onChange }: RadioCardsProps<V>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="grid gap-2 p-4 sm:grid-cols-3">
      {cards.map(({ value, content, lang }) => (
        <label
          key={value}
          lang={lang}
          className="relative flex cursor-pointer items-center gap-2.5 rounded-lg border border-border px-3 py-2.5 text-sm outline-offset-2 transition-colors hover:bg-hover has-checked:border-primary has-focus-visible:outline-2 has-focus-visible:outline-ring has-checked:bg-primary-soft"
        >
          <input
            type="radio"
            name={name}
            value={value}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={value === chosen}
            onChange={() => onChange(value)}
          />
          {content}
        </label>
      ))}
    </div>
  );
}
