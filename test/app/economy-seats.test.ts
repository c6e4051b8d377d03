import { describe, expect, it } from 'vitest';
import { economySeats } from '../../src/app/economy-seats.ts';
import { assignment } from '../agent/assignment.ts';
import { model } from '../agent/priced-models.ts';
import { scriptedLlm } from '../support/scripted-llm.ts';

const vendors = ['anthropic', 'openai', 'rules'].map((name) => ({ ...scriptedLlm([]), name }));
const providers = new Map(vendors.map((vendor) => [vendor.name, vendor]));
const models = new Map([
  ['cheap', model({ id: 'cheap', vendor: 'openai' })],
  ['keyless', model({ id: 'keyless', vendor: 'google' })],
]);
const seats = vendors.map((provider) => ({ ...assignment(provider).seat, agent: provider.name, model: 'dear' }));

function who(wanted: string): readonly string[] {
  return economySeats(seats, wanted, { providers, models }).map(
    ({ agent, provider, model: name }) => `${agent}: ${provider.name} ${name}`,
  );
}

describe('the seats of a cheaper session', () => {
  it('have the one model, of its vendor, except the plain strategy', () => {
    expect(who('cheap')).toEqual(['anthropic: openai cheap', 'openai: openai cheap', 'rules: rules dear']);
  });

  it('ask their own vendors for a model that the catalogue does not know', () => {
    expect(who('llama')).toEqual(['anthropic: anthropic llama', 'openai: openai llama', 'rules: rules dear']);
  });

  it('stay as they are when the vendor of the model has no key', () => {
    expect(who('keyless')).toEqual(['anthropic: anthropic dear', 'openai: openai dear', 'rules: rules dear']);
  });
});
