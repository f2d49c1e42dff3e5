import type { Document, Operation, Parameter } from './openapi.ts'

/** The API to read: one page of plain HTML, made at start, without scripts. */
export const apiPage = (document: Document): string => {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const tags = [...new Set(all.flatMap(({ operation }) => operation.tags))]
  const part = (tag: string): string => {
    const mine = all.filter(({ operation }) => operation.tags.includes(tag))
    return `<section id="${text(tag)}"><h2>${text(tag)}</h2>${mine.map(({ path, method, operation }) => article(path, method, operation)).join('')}</section>`
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Crosswalk API</title><style>${style}</style></head>
<body><nav aria-label="Parts"><strong>Crosswalk API</strong>${tags.map((tag) => `<a href="#${text(tag)}">${text(tag)}</a>`).join('')}</nav>
<main><h1>Crosswalk API</h1><p>${text(document.info.description)}</p>
<p>Addresses are below <code>${text(document.servers[0]?.url ?? '')}</code>. The same for programs: <a href="/api/openapi.json">openapi.json</a>.</p>
<pre tabindex="0">curl -H "Authorization: Bearer $CROSSWALK_API_KEY" http://localhost:4400/api/v1/customers</pre>
${tags.map(part).join('\n')}</main></body></html>`
}

const article = (
  path: string,
  method: string,
  { summary, description, parameters, requestBody, responses }: Operation,
) => `
<article><h3><code class="method">${method}</code> <code>${text(path)}</code></h3>
<p>${text(summary)}. <span class="who">${text(description)}</span></p>
${parameters.length > 0 ? table(parameters) : ''}
${requestBody ? shape('Body', requestBody) : ''}${shape('Answer', (responses as { 200: unknown })[200])}</article>`

const table = (parameters: readonly Parameter[]): string =>
  `<table><thead><tr><th scope="col">Name</th><th scope="col">Where</th><th scope="col">Shape</th></tr></thead><tbody>${parameters
    .map(
      ({ name, in: where, required, schema }) =>
        `<tr><td><code>${text(name)}</code>${required ? '' : ' (optional)'}</td><td>${where}</td><td><code>${text(JSON.stringify(schema))}</code></td></tr>`,
    )
    .join('')}</tbody></table>`

const shape = (title: string, value: unknown): string =>
  `<details><summary>${title}</summary><pre tabindex="0">${text(JSON.stringify(value, null, 2))}</pre></details>`

const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `
:root { color-scheme: light dark }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 14rem minmax(0, 1fr) }
nav { padding: 1.5rem; display: flex; flex-direction: column; gap: .25rem; position: sticky; top: 0; align-self: start }
main { padding: 1.5rem; max-width: 60rem }
article { border-top: 1px solid #8886; padding: .5rem 0 }
h2 { margin-top: 2.5rem } h3 { margin: .5rem 0; font-size: 1rem } .method { font-weight: 700 } .who { opacity: .8 }
pre { overflow: auto; padding: .75rem; background: #8882; border-radius: .4rem; font-size: .85rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { text-align: left; padding: .25rem .5rem; vertical-align: top }
td code { overflow-wrap: anywhere }
@media (max-width: 45rem) { body { display: block } nav { position: static; flex-flow: row wrap } }`
