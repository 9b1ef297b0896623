// Colours and letters of a picture, for light and dark surroundings. Without variables: not all that draws SVG
// knows them.

/** One class: its properties by day, and those that differ by night. */
type Rule = readonly [selector: string, light: string, dark?: string];

const RULES: readonly Rule[] = [
  ['text', 'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace'],
  ['text', 'font-size:10px;fill:#1f2328', 'fill:#e6edf3'],
  ['.page', 'fill:#ffffff', 'fill:#0d1117'],
  ['.title', 'font-size:14px;font-weight:700'],
  ['.faint', 'fill:#656d76', 'fill:#8d96a0'],
  ['.head', 'fill:#f6f8fa;stroke:#8c959f', 'fill:#161b22;stroke:#6e7681'],
  ['.name', 'font-size:12px;font-weight:700;text-anchor:middle'],
  ['.mid', 'text-anchor:middle'],
  ['.end', 'text-anchor:end'],
  ['.rule', 'stroke:#eaeef2', 'stroke:#21262d'],
  ['.life', 'stroke:#8c959f;stroke-width:1.2', 'stroke:#6e7681'],
  ['.gone', 'stroke:#8c959f;stroke-width:1.2;stroke-dasharray:2 4', 'stroke:#6e7681'],
  ['.follower', 'fill:#b6c6d8', 'fill:#3b4b5e'],
  ['.pre-candidate', 'fill:#f3d37a', 'fill:#7a5c12'],
  ['.candidate', 'fill:#e8a33d', 'fill:#b7791f'],
  ['.leader', 'fill:#2da44e', 'fill:#3fb950'],
  ['.paused', 'fill:#ffffff;stroke:#8c959f;stroke-dasharray:3 2', 'fill:#0d1117;stroke:#8d96a0'],
  ['.note', 'fill:#f6f8fa;stroke:#afb8c1', 'fill:#161b22;stroke:#484f58'],
  ['.note.is-leader', 'fill:#dafbe1;stroke:#2da44e', 'fill:#12261e;stroke:#3fb950'],
  ['.note.is-candidate', 'fill:#fff3d6;stroke:#d29922', 'fill:#2b2111;stroke:#bb8009'],
  ['.note.is-commit', 'fill:#ddf4ff;stroke:#54aeff', 'fill:#0c2d4b;stroke:#388bfd'],
  ['.note.is-bad', 'fill:#ffebe9;stroke:#cf222e', 'fill:#3c1618;stroke:#f85149'],
  ['.note.is-violation', 'fill:#cf222e;stroke:#a40e26', 'fill:#b62324;stroke:#ff7b72'],
  ['.on-bad', 'fill:#ffffff;font-weight:700', 'fill:#ffffff'],
  ['.broad', 'fill:#f0f3f6;stroke:#d0d7de', 'fill:#1b2129;stroke:#30363d'],
  ['.broad.is-cut', 'fill:#fff1e5;stroke:#fb8f44', 'fill:#33180b;stroke:#db6d28'],
  ['.broad.is-heal', 'fill:#e6ffec;stroke:#7ad694', 'fill:#10271a;stroke:#2ea043'],
  ['.broad.is-violation', 'fill:#cf222e;stroke:#a40e26', 'fill:#b62324;stroke:#ff7b72'],
  ['.fold', 'fill:#ffffff;fill-opacity:.9;stroke:#d0d7de', 'fill:#0d1117;stroke:#30363d'],
  ['.badge', 'fill:#24292f', 'fill:#c9d1d9'],
  ['.badge-text', 'fill:#ffffff;font-size:9px;font-weight:700;text-anchor:middle', 'fill:#0d1117'],
  ['.arrow', 'fill:none;stroke-width:1.3'],
  ['.answer', 'stroke-dasharray:5 3'],
  ['.vote', 'stroke:#8250df', 'stroke:#a371f7'],
  ['.append', 'stroke:#0969da', 'stroke:#58a6ff'],
  ['.client', 'stroke:#1b7c83', 'stroke:#39c5cf'],
  ['.other', 'stroke:#57606a', 'stroke:#8b949e'],
  ['.vote-tip', 'fill:#8250df', 'fill:#a371f7'],
  ['.append-tip', 'fill:#0969da', 'fill:#58a6ff'],
  ['.client-tip', 'fill:#1b7c83', 'fill:#39c5cf'],
  ['.other-tip', 'fill:#57606a', 'fill:#8b949e'],
  ['.lost', 'opacity:.75'],
  ['.cross', 'stroke:#cf222e;stroke-width:2.2;fill:none', 'stroke:#f85149'],
  [
    '.label',
    'paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round',
    'stroke:#0d1117',
  ],
  ['.lost-label', 'fill:#cf222e', 'fill:#ff7b72'],
  ['.side-0', 'fill:#8250df;fill-opacity:.09', 'fill-opacity:.16'],
  ['.side-1', 'fill:#fb8f44;fill-opacity:.13', 'fill-opacity:.16'],
  ['.side-2', 'fill:#1b7c83;fill-opacity:.12', 'fill-opacity:.2'],
  ['.side-3', 'fill:#bf3989;fill-opacity:.1', 'fill-opacity:.16'],
  ['.wall', 'stroke:#d1570a;stroke-width:1.5;stroke-dasharray:6 4', 'stroke:#f0883e'],
];

/** The style sheet of every picture. */
export function svgStyle(): string {
  const rules = (pick: (rule: Rule) => string | undefined): string =>
    RULES.flatMap((rule) => {
      const body = pick(rule);
      return body === undefined ? [] : [`${rule[0]}{${body}}`];
    }).join('\n');
  const day = rules(([, light]) => light);
  const night = rules(([, , dark]) => dark);
  return `<style>\n${day}\n@media (prefers-color-scheme:dark){\n${night}\n}\n</style>`;
}
