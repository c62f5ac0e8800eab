/** The recipe for R, with the real httr2. */

import assert from 'node:assert/strict';
import { Reader, readRecipe, servedBy } from '../support/recipes.ts';
import { type RecipeWorld, startRecipeWorld } from './recipe-world.ts';

describe('the recipe for R', () => {
  let world: RecipeWorld;

  afterEach(() => world.end());

  it('calls an API with a fresh token', async () => {
    world = await startRecipeWorld();
    const output = await new Reader(world.daemon, servedBy(world.api.url)).follow(readRecipe('r.md').blocks, 'try');
    assert.equal(output, '{"username":"alice"}');
    assert.deepEqual(world.api.served, ['/']);
  });
});
