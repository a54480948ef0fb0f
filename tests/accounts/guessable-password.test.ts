import { describe, expect, test } from 'vitest';
import { isGuessable } from '../../src/accounts/guessable-password.ts';

describe('a password is guessed soon', () => {
  test.each([
    ['a common one', 'vinogradov'],
    ['a common one with a run of digits', 'iloveyou1234567'],
    ['digits in a row, and on from the beginning', '123456789012345'],
    ['digits backwards, twice', '987654321987654321'],
    ['a word and a year', 'password2024'],
    ['a word in disguise', 'p@$$w0rd123'],
    ['an "l" as "1"', '1etmein1234'],
    ['a word twice', 'passwordpassword'],
    ['rows of a keyboard', 'qwertyuiopasdfghjkl'],
    ['columns of a keyboard', '1qaz2wsx3edc4rfv'],
    ['keys from row to row', '1q2w3e4r5t6y'],
    ['letters in a row, thrice', 'abcdabcdabcd'],
    ['two characters, many times', 'ababababababababab'],
    ['one character many times, then another', 'aaaaaaaabbbbbbbb'],
    ['a day', '19840512'],
    ['a word of their own and digits', 'lovelace1815'],
  ])('%s', (_, password) => {
    expect(isGuessable(password, ['lovelace'])).toBe(true);
  });
});

describe('a password is not guessed soon', () => {
  test.each([
    ['two words', 'correct horse'],
    ['two words, one of them very common', 'admin-holdfast'],
    ['two words and a digit', 'first-password-1'],
    ['many words', 'correct horse battery staple'],
    ['a word and some digits', 'horse4821'],
    ['letters without sense', 'kfjwqzpv'],
    ['signs of all kinds', 'tr7!kw92'],
    ['another script', 'パスワード安全'],
  ])('%s', (_, password) => {
    expect(isGuessable(password)).toBe(false);
  });
});

test('the same word of somebody else is worth more', () => {
  expect(isGuessable('xanthippolyta-7')).toBe(false);
  expect(isGuessable('xanthippolyta-7', ['xanthippolyta'])).toBe(true);
});
