// The reference of `engine-medusa`: `computeActions` of @medusajs/promotion in a process of its own.
//
// Run in the folder where the package is installed. One line of JSON on stdin, {promotions, context}, is answered with
// the discounts; every further line, a number, is answered with the milliseconds of that many calls. There is no
// database: the one query for promotions is answered from memory, at once and in the order in which a database would
// answer. Asking for promotions by code spares the reference the making of a query for automatic ones.

const { createInterface } = require("node:readline");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const PromotionService = createRequire(join(process.cwd(), "package.json"))("@medusajs/promotion").default.service;

function serviceOf(promotions) {
  const inOrder = [...promotions].sort((one, other) => other.application_method.value - one.application_method.value);
  return new PromotionService({
    baseRepository: { getFreshManager: () => ({}), serialize: async (found) => found },
    promotionService: { list: async () => inOrder },
  });
}

async function main() {
  let compute;
  for await (const line of createInterface({ input: process.stdin })) {
    let answer;
    if (compute === undefined) {
      const { promotions, context } = JSON.parse(line);
      const service = serviceOf(promotions);
      const codes = promotions.map((each) => each.code);
      compute = () => service.computeActions(codes, context, { prevent_auto_promotions: true });
      answer = (await compute()).map((each) => [each.item_id ?? each.action, each.code, String(each.amount)]);
    } else {
      answer = [];
      for (let count = Number(line); count > 0; count -= 1) {
        const started = process.hrtime.bigint();
        await compute();
        answer.push(Number(process.hrtime.bigint() - started) / 1e6);
      }
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

main();
