import { type Static, Type } from 'typebox';
import { type ProblemCode, problems } from '../../errors.ts';
import { strict } from '../schemas.ts';
import { problemTexts } from './problem-texts.ts';

export const ProblemTypeSchema = Type.Object(
  {
    type: Type.String({ format: 'uri', description: 'What `type` of such a problem says' }),
    code: Type.String(),
    status: Type.Integer(),
    title: Type.String(),
    when: Type.String({ description: 'When it is met; in Markdown' }),
    whatToDo: Type.String({ description: 'In Markdown' }),
  },
  { title: 'ProblemType', description: 'What an error means' },
);

export type ProblemType = Static<typeof ProblemTypeSchema>;

export const ProblemParams = strict({
  code: Type.String({ maxLength: 100, description: 'A ProblemCode', examples: ['cart_empty'] }),
});

/** Every problem of the catalogue, in its order. @param problemsUrl what `type` begins with, before the code */
export function listProblemTypes(problemsUrl: string): ProblemType[] {
  return Object.entries(problems).map(([code, [status, title]]) => ({
    type: `${problemsUrl}/${code}`,
    code,
    status,
    title,
    ...problemTexts[code as ProblemCode],
  }));
}
