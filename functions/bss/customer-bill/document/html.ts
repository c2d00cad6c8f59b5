import type { OwnBill } from '../customer-bill.ts';
import type { Letter } from './letter.ts';

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const style = `body{font:14px/1.5 Helvetica,Arial,sans-serif;color:#1b1b1b;max-width:46rem;margin:3rem auto;padding:0 1rem}
header{display:flex;justify-content:space-between;margin-bottom:3rem}h1{font-size:1.5rem;margin:0 0 1.5rem}
table{border-collapse:collapse;width:100%}th{text-align:left;border-bottom:2px solid #1b1b1b;padding:.4rem .3rem}
td{padding:.4rem .3rem;border-bottom:1px solid #ddd;vertical-align:top}.n{text-align:right;white-space:nowrap}
.s td{border:0;padding:.15rem .3rem}.t td{font-weight:bold;border-top:2px solid #1b1b1b}small{color:#666}
dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem 1rem;margin:0 0 2rem}dt{color:#666}dd{margin:0}
@media print{body{margin:0}}`;

const row = (cells: readonly string[], name = ''): string =>
  `<tr${name === '' ? '' : ` class="${name}"`}>${cells.join('')}</tr>`;
const cell = (text: string): string => `<td>${text}</td>`;
const number = (text: string): string => `<td class="n">${escaped(text)}</td>`;

/** The bill as a page that prints well: all in one file, nothing from elsewhere. */
export const htmlOf = (letter: Letter): string => {
  const lines = letter.lines.map(({ name, detail, amount }) =>
    row([cell(`${escaped(name)}<br><small>${escaped(detail)}</small>`), number(amount)]),
  );
  const sums = letter.sums.map(({ name, amount, strong }) =>
    row([cell(escaped(name)), number(amount)], strong ? 't' : 's'),
  );
  const facts = letter.facts
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(letter.title)}</title><style>${style}</style></head>
<body><header><address>${letter.to.map(escaped).join('<br>')}</address><div>${letter.from.map(escaped).join('<br>')}</div></header>
<h1>${escaped(letter.title)}</h1><dl>${facts}</dl>
<table><thead><tr><th>Charges</th><th class="n">${escaped(letter.currency)}</th></tr></thead><tbody>${lines.join('')}</tbody></table>
<table>${sums.join('')}</table><p>${escaped(letter.closing)}</p></body></html>`;
};

/** A file name that says which bill it is. */
export const fileNameOf = ({ billNo, id }: OwnBill, kind: string): string =>
  `bill-${billNo ?? id}.${kind}`;
