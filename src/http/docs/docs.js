/* Shows /api/openapi.json as a page: one line an operation, opened for its arguments and answer. */
'use strict';

function make(tag, text, parent) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

/* A schema as a short text: {id: string, rows: Record[]}. */
function words(schema) {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.replace('#/components/schemas/', '');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(words).join(' | ');
  if (schema.type === 'array') return words(schema.items) + '[]';
  if (schema.properties) {
    const required = schema.required || [];
    return '{\n' + Object.entries(schema.properties).map(([name, member]) =>
      '  ' + name + (required.includes(name) ? '' : '?') + ': ' +
      words(member).replaceAll('\n', '\n  ')).join('\n') + '\n}';
  }
  if (schema.additionalProperties) return 'Record<string, ' + words(schema.additionalProperties) + '>';
  return schema.format || schema.type || 'unknown';
}

function table(parameters, parent) {
  if (!parameters.length) return;
  const rows = make('table', undefined, parent);
  for (const p of parameters) {
    const row = make('tr', undefined, rows);
    make('code', p.name, make('td', undefined, row));
    make('td', p.in + (p.required ? ' ●' : ''), row);
    make('td', words(p.schema), row);
    make('td', p.description, row);
  }
}

function body(operation, schemas, parent) {
  const sent = operation.requestBody && Object.entries(operation.requestBody.content)[0];
  if (sent) {
    make('div', 'body: ' + sent[0], parent);
    if (Object.keys(sent[1].schema || {}).length) make('pre', words(sent[1].schema), parent);
  }
  const answer = operation.responses['2XX'].content;
  if (!answer) return;
  const name = words(answer['application/json'].schema);
  make('div', 'answer: ' + name, parent);
  if (schemas[name]) make('pre', words(schemas[name]), parent);
}

function operation(method, path, row, schemas, parent) {
  const details = make('details', undefined, parent);
  const summary = make('summary', undefined, details);
  make('span', method.toUpperCase(), summary).className = 'method';
  make('code', path, summary);
  make('span', row.summary, summary);
  details.dataset.text = (method + ' ' + path + ' ' + row.summary + ' ' + row.operationId).toLowerCase();
  make('p', row.operationId + ' · ' + row.description, details);
  table(row.parameters, details);
  body(row, schemas, details);
}

function show(document_) {
  const groups = {};
  document.getElementById('version').textContent = document_.info.version;
  document.getElementById('description').textContent = document_.info.description;
  for (const [path, methods] of Object.entries(document_.paths))
    for (const [method, row] of Object.entries(methods))
      (groups[row.tags[0]] ||= []).push([method, path, row]);
  for (const name of Object.keys(groups).sort()) {
    const section = make('section', undefined, document.getElementById('operations'));
    make('h2', name, section);
    for (const [method, path, row] of groups[name])
      operation(method, path, row, document_.components.schemas, section);
  }
}

function filter(text) {
  for (const section of document.querySelectorAll('section')) {
    let any = false;
    for (const details of section.querySelectorAll('details')) {
      details.hidden = !details.dataset.text.includes(text);
      any ||= !details.hidden;
    }
    section.hidden = !any;
  }
}

document.getElementById('filter').addEventListener('input', (event) =>
  filter(event.target.value.trim().toLowerCase()));
fetch('/api/openapi.json').then((answer) => answer.json()).then(show);
