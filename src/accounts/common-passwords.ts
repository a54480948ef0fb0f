import { dictionary } from '@zxcvbn-ts/language-common';

/** Common ones of lists of leaked passwords which the package's does not have. */
const others = `password passw0rd p@ssw0rd p@ssword password1 password12 password! passwort motdepasse contraseña
  12345678 123456789 1234567890 0123456789 87654321 987654321 0987654321 1234567891 12345678910 123123123 12341234
  11223344 1122334455 12344321 123454321 147258369 159753456 789456123 123321123 147852369 135792468 102030405
  1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 q1w2e3r4 q1w2e3r4t5 qwerty123 qwerty12 qwertyui qwertyuiop qwertz123 qwer1234
  asdfghjk asdfghjkl asdf1234 zxcvbnm1 zaq12wsx azertyuiop qazwsxedc abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4
  a1234567 a12345678 aa123456 aa12345678 1234abcd 123456aa 123456789a iloveyou iloveyou1 iloveyou2 sunshine princess
  princess1 football football1 baseball baseball1 basketball superman superman1 batman123 starwars trustno1 whatever
  michelle jennifer jonathan jordan23 michael1 samantha victoria charlie1 computer internet corvette mercedes
  chocolate butterfly blink182 liverpool chelsea1 manchester steelers midnight elephant dolphins cocacola
  welcome1 welcome123 letmein1 letmein123 changeme changeme1 administrator
  passpass default1 guest123 login123 access14 bigdaddy xxxxxxxx maverick redskins startrek
  dragon12 dragon123 monkey123 shadow12 master123 killer123 pokemon1 gangster freedom1 november september`;

let words: ReadonlySet<string> | undefined;

/**
 * What guessers try first: some 50,000 of the most common passwords of published lists of leaked ones, many of them
 * words that others are made of. In small letters; put together when the first password is chosen.
 */
export function commonPasswords(): ReadonlySet<string> {
  words ??= new Set(
    [...dictionary['passwords-common'], ...others.split(/\s+/)].map((password) => password.normalize('NFKC')),
  );
  return words;
}
