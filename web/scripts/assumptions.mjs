// Makes assumptions.html from assets/assumptions.json: what the model simplifies, in English and French, as plain
// HTML that needs no script. Its only style is named by its hash, so that its policy lets in nothing else.
import { createHash } from 'node:crypto';

const words = {
  en: {
    title: 'Model assumptions', other: 'En français', model: 'Here', rule: 'The real service', source: 'Source',
    text: 'Bucket Brigade keeps the real services’ names, JSON, limits, defaults and error texts. Where it knows less than they do, or keeps things simpler, it says so here.',
    back: 'To the playground',
  },
  fr: {
    title: 'Hypothèses du modèle', other: 'In English', model: 'Ici', rule: 'Le vrai service', source: 'Source',
    text: 'Bucket Brigade garde les noms, le JSON, les limites, les valeurs par défaut et les messages d’erreur des vrais services. Là où il en sait moins qu’eux, ou simplifie, c’est écrit ici.',
    back: 'Vers le bac à sable',
  },
};

const style = `
:root { color-scheme: light dark; --ground: #f4f6f9; --card: #fff; --line: #d9e0e8; --text: #17202a; --second: #566472; --accent: #1f6fd6; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1318; --card: #1b222b; --line: #2a3441; --text: #e7ecf2; --second: #9aa7b5; --accent: #5aa9ff; } }
body { margin: 0 auto; padding: 24px 16px 64px; max-width: 860px; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 26px; margin: 24px 0 8px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
a { color: var(--accent); }
nav { display: flex; gap: 20px; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; margin: 8px 0; }
article p { margin: 0 0 4px; }
.rule, .source { color: var(--second); font-size: 14px; }
main + main { border-top: 1px solid var(--line); margin-top: 48px; }
`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function entry(assumption, language) {
  const say = words[language];
  return `<article id="${language}-${escaped(assumption.id)}">
<p><strong>${say.model}:</strong> ${escaped(assumption.model[language])}</p>
<p class="rule"><strong>${say.rule}:</strong> ${escaped(assumption.rule[language])}</p>
<p class="source">${say.source}: <a href="${escaped(assumption.source.url)}" rel="noreferrer">${escaped(assumption.source.name)}</a></p>
</article>`;
}

function part(assumptions, language) {
  const say = words[language];
  const services = [...new Set(assumptions.map(({ service }) => service))];
  const sections = services.map((service) => `<h2>${escaped(service)}</h2>
${assumptions.filter((one) => one.service === service).map((one) => entry(one, language)).join('\n')}`);
  return `<main id="${language}" lang="${language}">
<nav><a href="./">${say.back}</a><a href="#${language === 'en' ? 'fr' : 'en'}">${say.other}</a></nav>
<h1>${say.title}</h1>
<p>${say.text}</p>
${sections.join('\n')}
</main>`;
}

export function assumptionsPage(assumptions) {
  const hash = createHash('sha256').update(style).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Model assumptions · Bucket Brigade</title>
<style>${style}</style>
</head>
<body>
${part(assumptions, 'en')}
${part(assumptions, 'fr')}
</body>
</html>
`;
}
