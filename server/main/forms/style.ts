/** The look of hosted pages. Text colours hold 4.5:1 on the card in both schemes. */
export const style = `
:root { color-scheme: light dark; --page: #f4f7f8; --card: #fff; --sunken: #f7fafb; --line: #d8e1e5; --field: #8696a0; --text: #14232b;
  --muted: #51636e; --accent: #0e716a; --accent-hover: #0a5b55; --on-accent: #fff; --accent-soft: #e0f0ee; --danger: #b51d38;
  --danger-soft: #fce9ec; --info: #1b589f; --info-soft: #e5f0fb; --radius: 10px;
  --shadow: 0 1px 2px rgb(10 22 28 / .06), 0 12px 32px -12px rgb(10 22 28 / .18); }
@media (prefers-color-scheme: dark) { :root { --page: #0d1519; --card: #131d22; --sunken: #0f181c; --line: #293841; --field: #627682;
  --text: #e7eff2; --muted: #9db0ba; --accent: #43c5b5; --accent-hover: #65d6c8; --on-accent: #04211e; --accent-soft: #12322f;
  --danger: #ff8597; --danger-soft: #3b1920; --info: #86baf5; --info-soft: #16293f; --shadow: 0 12px 32px -12px rgb(0 0 0 / .6); } }
*, ::before, ::after { box-sizing: border-box; }
html { background: var(--page); color: var(--text); -webkit-text-size-adjust: 100%;
  font: 16px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; padding: 3rem 1rem; }
main { width: 100%; max-width: 37rem; background: linear-gradient(var(--accent) 4px, transparent 4px) var(--card); border: 1px solid var(--line);
  border-radius: 14px; box-shadow: var(--shadow); padding: 2.25rem 2.5rem 2.5rem; overflow-wrap: anywhere; }
main.short { margin-block: auto; text-align: center; }
h1 { font-size: 1.625rem; line-height: 1.25; letter-spacing: -.01em; margin: 0; text-wrap: balance; }
.lead { color: var(--muted); margin: .625rem 0 0; white-space: pre-line; } .short .lead { text-wrap: balance; }
.lead > :first-child, .own > :first-child { margin-top: 0; } .lead > :last-child, .own > :last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: 3px; }
form { display: flex; flex-direction: column; gap: 1.375rem; margin-top: 1.75rem; }
.field { display: flex; flex-direction: column; gap: .4rem; min-width: 0; border: 0; padding: 0; margin: 0; }
label, legend { font-weight: 600; font-size: .9375rem; padding: 0; }
fieldset legend { margin-bottom: .4rem; }
.star { color: var(--danger); margin-left: .2em; }
.note { color: var(--muted); font-size: .875rem; }
input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select { width: 100%; min-height: 2.75rem; padding: .55rem .75rem;
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--field); border-radius: var(--radius); }
textarea { min-height: 7rem; resize: vertical; }
input[type=date] { min-width: 0; appearance: none; -webkit-appearance: none; }
input[type=file] { padding: .4rem .5rem; background: var(--sunken); border-style: dashed; }
input::file-selector-button { font: inherit; font-size: .9375rem; font-weight: 600; margin-right: .75rem; padding: .3rem .8rem; color: var(--accent);
  background: var(--accent-soft); border: 0; border-radius: 7px; cursor: pointer; }
::placeholder { color: var(--muted); opacity: 1; }
select { appearance: none; -webkit-appearance: none; padding-right: 2.5rem; background-repeat: no-repeat; background-position: right .95rem center;
  background-size: .7rem; background-image: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12 8' fill='none' stroke='%238696a0' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='m1 1.5 5 5 5-5'/%3E%3C/svg%3E"); }
.choice { display: flex; align-items: center; gap: .7rem; min-height: 2.75rem; padding: .5rem .75rem; font-weight: 400; font-size: 1rem;
  border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
.choice + .choice { margin-top: .4rem; }
.choice:hover { border-color: var(--field); }
.choice:has(:checked) { border-color: var(--accent); background: var(--accent-soft); }
.choice input { flex: none; width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--accent); }
.many { max-height: 19rem; overflow-y: auto; padding: 3px; margin: -3px; }
:is(input, textarea, select, button, a):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.choice:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; } .choice :focus-visible { outline: none; }
.field.wrong :is(input:not([type=checkbox], [type=radio]), textarea, select), .field.wrong .choice { border-color: var(--danger); }
.problem { color: var(--danger); font-size: .9rem; font-weight: 500; }
.problems { background: var(--danger-soft); border-radius: var(--radius); padding: .9rem 1.1rem; margin-top: 1.5rem; }
.problems:focus { outline: none; }
.problems h2 { font-size: 1rem; margin: 0 0 .25rem; color: var(--danger); } .problems ul { margin: 0; padding-left: 1.2rem; }
.problems a { color: var(--text); }
.test { width: 100%; max-width: 37rem; margin: 0 0 1rem; padding: .6rem 1rem; border-radius: var(--radius); color: var(--info);
  background: var(--info-soft); font-size: .9rem; text-align: center; }
.button { display: inline-block; min-height: 2.875rem; padding: .6rem 1.5rem; font: inherit; font-weight: 600; text-decoration: none; color: var(--on-accent);
  background: var(--accent); border: 0; border-radius: var(--radius); cursor: pointer; }
.button:hover { background: var(--accent-hover); } .button[aria-disabled] { opacity: .65; cursor: progress; }
.button.plain { color: var(--text); background: transparent; box-shadow: inset 0 0 0 1.5px var(--field); } .button.plain:hover { background: var(--accent-soft); }
.decisions { display: flex; flex-wrap: wrap; gap: .75rem; }
form .button { align-self: flex-start; min-width: 9rem; margin-top: .375rem; }
.sign { display: grid; place-items: center; width: 3.5rem; height: 3.5rem; margin: 0 auto 1.25rem; border-radius: 50%; color: var(--accent);
  background: var(--accent-soft); } .sign.bad { color: var(--danger); background: var(--danger-soft); } .sign svg { width: 1.75rem; height: 1.75rem; }
.spinner { width: 2.75rem; height: 2.75rem; margin: 0 auto 1.25rem; border: 4px solid var(--accent-soft); border-top-color: var(--accent);
  border-radius: 50%; animation: turn .9s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
.short .button { margin-top: 1.5rem; }
.own { overflow-x: auto; text-align: start; } .own :is(img, video) { max-width: 100%; height: auto; }
.own table { border-collapse: collapse; } .own :is(td, th) { border: 1px solid var(--line); padding: .3rem .6rem; }
.own pre { overflow-x: auto; background: var(--sunken); padding: .75rem; border-radius: var(--radius); }
@media (max-width: 34rem) { body { padding: 1rem .75rem 2rem; } main { padding: 1.5rem 1.25rem 1.75rem; } form .button { width: 100%; } }
@media (prefers-reduced-motion: reduce) { .spinner { animation-duration: 4s; } }
`.replace(/\n\s*/g, "\n");
