import { describe, expect, it } from 'vitest';
import { type ChatRequestBody, type ResponsesRequest, responsesRequest } from './openai-request.ts';
import { chatProblem, responsesProblem } from './openai-request-rules.ts';

const call = { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'a', output: 'x' };
const open = {
  type: 'function',
  name: 'look',
  description: '',
  strict: true,
  parameters: { type: 'object', properties: { a: {} } },
};
const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' };
const issuedCall = { ...call, id: 'fc_1' };
const ISSUED = [[reasoning, issuedCall]];

describe('the rules of the Responses API', () => {
  it.each<readonly [name: string, changes: object, problem: RegExp | null]>([
    ['take a call with its output', { input: [call, output] }, null],
    ['take an echoed answer', { input: [reasoning, issuedCall, output] }, null],
    ['refuse an answer without its reasoning', { input: [issuedCall, output] }, /reasoning/],
    ['refuse changed reasoning', { input: [{ ...reasoning, encrypted_content: 'f' }, issuedCall, output] }, /reasoning/],
    ['refuse a call without output', { input: [call, { role: 'user', content: 'x' }] }, /No tool output/],
    ['refuse an output without call', { input: [output] }, /No tool call/],
    ['refuse outputs out of order', { input: [call, { ...call, call_id: 'b' }, { ...output, call_id: 'b' }, output] }, /order/],
    ['refuse a temperature', { temperature: 1 }, /temperature/],
    ['refuse a forced call', { tool_choice: 'required' }, /forced/],
    ['refuse a schema that is not strict', { tools: [open] }, /additionalProperties/],
    ['refuse a level that the model lacks', { model: 'gpt-6.1-sol', reasoning: { effort: 'none' } }, /none/],
  ])('%s', (_name, changes, problem) => {
    const body = { model: 'gpt-6-luna', input: [{ role: 'user', content: 'x' }], ...changes };
    expect(responsesRequest.safeParse(body).success).toBe(true);
    const found = responsesProblem(body as ResponsesRequest, ISSUED);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});

describe('the rules of Chat Completions', () => {
  const tools: ChatRequestBody['tools'] = [
    { type: 'function', function: { name: 'look', description: '', parameters: { type: 'object' } } },
  ];

  it('refuse tools of a model that reasons, unless it is told not to', () => {
    const body: ChatRequestBody = { model: 'gpt-5.6-sol', messages: [{ role: 'user', content: 'x' }], tools };
    expect(chatProblem(body, 'openai')).toMatch(/v1\/responses/);
    expect(chatProblem({ ...body, reasoning_effort: 'none' }, 'openai')).toBeNull();
    expect(chatProblem(body, 'openrouter')).toBeNull();
  });
});
