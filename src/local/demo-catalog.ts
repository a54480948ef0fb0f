export interface DemoProduct {
  sku: string;
  name: string;
  description: string;
  category: string;
  /** Pence. */
  price: number;
  stockQuantity: number;
}

/** `# SKU prefix and category`, then one article a line: name | pence | two versions | description. */
const catalog = `
# KIT Kitchen
Enamel casserole | 4200 | 4 l / 6 l | Cast iron under three coats of enamel; for every hob and the oven.
Stoneware mug | 950 | oat / slate | Thrown in Staffordshire, holds 350 ml, dishwasher safe.
Chef's knife | 5400 | 18 cm / 20 cm | High-carbon steel with a full tang and a riveted ash handle.
Chopping board | 2600 | oak / walnut | End grain, oiled, with a groove for juices.
Pour-over coffee dripper | 1850 | white / black | Porcelain, for one to two cups; takes number 2 filters.
Linen tea towels, set of 3 | 1600 | natural / indigo | Washed linen that dries glasses without lint.
Carbon steel frying pan | 3400 | 24 cm / 28 cm | Seasoned at the works; lighter than cast iron and as hard-wearing.
Mixing bowl | 1450 | 2 l / 4 l | Stoneware with a lip for pouring.
Pepper mill | 2950 | beech / cherry | Ceramic grinder, six grades of coarseness.
Loaf tin | 1200 | 1 lb / 2 lb | Heavy-gauge steel with folded corners.
Storage jar | 780 | 0.5 l / 1 l | Glass with a cork lid, for coffee, flour or screws.
Kitchen scales | 3100 | steel / copper | Up to 5 kg in steps of 1 g, with a tare button.
Apron | 2400 | striped / plain | Cotton drill with one deep pocket; adjustable neck.
# HOM Home
Wool throw | 6800 | grey herringbone / moss check | Woven in Yorkshire from undyed lambswool, 140 by 190 cm.
Beeswax candle | 890 | short / tall | Burns clean for 20 hours and longer.
Wall clock | 4500 | ash / black | Quiet sweep movement, 30 cm across.
Linen cushion cover | 2200 | rust / sage | Stonewashed, 50 by 50 cm, with a hidden zip.
Desk lamp | 7900 | cream / racing green | Sprung arm, steel shade, takes an E27 bulb.
Coir doormat | 1900 | plain / striped | Thick natural coir on a rubber back, 45 by 75 cm.
Picture frame | 1550 | A4 / A3 | Solid oak with real glass; hangs both ways.
Laundry basket | 3200 | natural / charcoal | Hand-woven seagrass with leather handles.
Stoneware vase | 2700 | small / large | Matt glaze outside, watertight inside.
Cotton bath towel | 1800 | white / storm | Turkish cotton, 600 g a square metre.
Coat hooks, rail of 5 | 2850 | oak and brass / oak and iron | With screws and plugs; carries 25 kg.
Reed diffuser | 1650 | fig / cedar | Natural oils that last for about three months.
Bookends, pair | 2100 | marble / cast iron | Felt underneath, heavy enough for atlases.
# GAR Garden
Hand trowel | 1350 | standard / narrow | Forged steel, ash handle, a leather loop to hang it.
Secateurs | 3800 | right-handed / left-handed | Bypass blades up to 20 mm; every part can be replaced.
Watering can | 2900 | 5 l / 9 l | Galvanised steel with a fine brass rose.
Terracotta pot | 640 | 15 cm / 25 cm | Frost-proof clay, fired hard, with a drainage hole.
Gardening gloves | 1490 | size 8 / size 10 | Goatskin palms, long cuffs against thorns.
Garden twine | 520 | 100 m / 250 m | Tarred jute that lasts a season and then composts.
Seed box | 1980 | green / cream | Tin with twelve dividers, a month each.
Border fork | 4600 | short shaft / long shaft | Stainless tines for stony ground.
Bird feeder | 1750 | seed / fat balls | Squirrels may look. Steel mesh, easy to clean.
Compost bin | 5900 | 220 l / 330 l | Recycled plastic, hatch at the bottom, lid against rain.
Plant labels, set of 20 | 750 | slate / zinc | Write in pencil; it stays all winter.
Kneeling mat | 1250 | olive / navy | Waxed cotton over 4 cm of foam.
Wildflower seed mix | 480 | 50 g / 100 g | Thirty native species for poor, sunny soil.
# STA Stationery
Hardback notebook | 1250 | ruled / dotted | 192 pages of 90 g paper that takes ink, lies flat.
Fountain pen | 3600 | fine / medium | Steel nib, brass barrel, converter in the box.
Bottled ink, 50 ml | 1100 | blue-black / oxblood | Waterproof once dry, safe for pens.
Pencils, box of 12 | 980 | HB / 2B | Incense cedar, sharpened, no varnish.
Brass ruler | 1450 | 15 cm / 30 cm | Etched in millimetres and inches.
Desk diary | 1900 | day to a page / week to view | Sewn binding, two ribbons, bank holidays.
Letter paper, 40 sheets | 1350 | laid / wove | Cotton paper with 20 lined envelopes.
Paper clips, tin | 420 | small / large | A hundred and fifty, steel, in a slide tin.
Desk tidy | 2650 | oak / beech | Five compartments and a slot for a phone.
Washi tape, set of 6 | 860 | earth / sea | Comes off again without a trace.
Document box | 2200 | A4 / foolscap | Acid-free board, brass label holder.
Stapler | 1780 | cream / black | Steel throughout, thirty sheets at a time.
Card set, blank | 690 | 10 / 25 | With recycled envelopes.
# TOY Toys and Games
Wooden train | 2400 | red / blue | Beech engine and three wagons with magnetic couplings.
Building blocks, 60 pieces | 3100 | plain / coloured | Sanded maple in a cotton bag; from 18 months.
Chess set | 4900 | tournament / travel | Weighted pieces, folding board.
Jigsaw, Coast Path | 1700 | 500 pieces / 1,000 pieces | Thick board that fits with a click, with a poster.
Kite | 2250 | diamond / delta | Ripstop, carbon spars, 40 m of line.
Knitted bear | 1950 | honey / grey | Organic cotton; washes at 40 degrees.
Card game, Harbour | 1350 | base game / with expansion | Two to five players, half an hour.
Watercolour set | 1850 | 12 colours / 24 colours | Student grade, real brush, mixing lid.
Skipping rope | 890 | 2.2 m / 2.8 m | Cotton rope with turned handles.
Marble run | 3900 | 45 pieces / 90 pieces | Wooden blocks and two dozen marbles.
Dominoes | 1580 | double six / double nine | Solid birch in a sliding box.
Stacking rings | 1420 | pastel / bright | Seven rings, water-based paint.
Pocket microscope | 2990 | 60x / 120x | Light built in; batteries too.
# OUT Outdoors
Vacuum flask | 2700 | 0.5 l / 1 l | Keeps tea hot for twelve hours on any hill.
Waxed rucksack | 8900 | 18 l / 24 l | Waxed canvas, leather straps, padded back.
Head torch | 3400 | 300 lm / 500 lm | USB-C charging, red light, waterproof.
Camping stove | 4400 | one burner / two burners | Folds flat; lights without matches.
Merino socks | 1650 | size 4 to 7 / size 8 to 11 | Cushioned sole, no seam at the toe.
Picnic blanket | 3900 | tartan / plain | Wool on top, waterproof beneath, with a strap.
Folding saw | 2850 | 180 mm / 210 mm | Cuts on the pull; locks open and shut.
Enamel camp mug | 890 | white / navy | Steel core, half a litre nearly.
Dry bag | 1380 | 10 l / 20 l | Roll top, welded seams.
Compass | 2450 | baseplate / sighting | Liquid-damped, with scales for British maps.
Rain poncho | 2990 | S to M / L to XL | Taped seams, packs into its pocket.
Walking poles, pair | 5600 | aluminium / carbon | Three parts, cork grips, flick locks.
First aid kit | 1950 | walker / family | Stocked by mountain rescuers; refills at hand.
# FOO Food and Drink
Coffee beans, 1 kg | 2450 | espresso / filter | Roasted on Tuesdays, posted on Wednesdays.
Loose leaf tea, 125 g | 890 | breakfast / Earl Grey | Second flush Assam from one estate.
Wildflower honey | 760 | 340 g / 680 g | From hives along the river, neither heated nor blended.
Sea salt flakes | 450 | plain / smoked | From the Anglesey coast, 100 g.
Olive oil, 500 ml | 1490 | mild / peppery | First pressing, this autumn.
Dark chocolate bar | 380 | 70 % / 85 % | Stone-ground, two ingredients.
Oat biscuits | 340 | original / ginger | All butter, in a tin that earns a second life.
Chutney | 520 | apple and ale / tomato | Made in small pans; for cheese.
Granola, 450 g | 640 | maple / cocoa | Baked slowly, with pecans.
Cider vinegar, 500 ml | 590 | raw / aged | From windfalls, with the mother.
Spice tin | 2690 | seven spices / twelve spices | Whole where it matters, ground where it does not.
Elderflower cordial | 720 | 500 ml / 750 ml | Hand-picked; one part to ten of water.
Strawberry jam | 480 | 227 g / 340 g | More fruit than sugar.
# TOO Tools
Claw hammer | 2200 | 16 oz / 20 oz | Drop-forged head, hickory shaft.
Screwdriver set | 2950 | 6 pieces / 10 pieces | Magnetic tips, handles that fit the hand.
Spirit level | 2400 | 60 cm / 120 cm | Milled aluminium, three vials.
Tape measure | 1150 | 5 m / 8 m | Standout of 2 m; metric and imperial.
Block plane | 6400 | low angle / standard | Ductile iron body, blade ready to hone.
Bevel-edge chisels, set | 5200 | 3 pieces / 5 pieces | Sheffield steel in a canvas roll.
Tool bag | 4700 | canvas / leather | Open top, eighteen pockets.
Combination square | 2600 | 15 cm / 30 cm | Engraved blade, square to 0.02 mm.
Adjustable spanner | 1890 | 8 inch / 10 inch | Slim jaws, no slack.
Hand drill | 3650 | single speed / two speed | No batteries, no noise, no hurry.
Sharpening stone | 3300 | 1000 grit / 1000 and 6000 grit | Water stone on a bamboo base.
Clamps, pair | 2150 | 15 cm / 30 cm | One-handed, with soft pads.
Wood glue | 690 | 250 ml / 750 ml | Dries clear; stronger than the wood.
`;

/** 8 categories, each with 13 articles in 2 versions. Stock is varied but the same every time. */
export const demoProducts: DemoProduct[] = readCatalog();

function readCatalog(): DemoProduct[] {
  const products: DemoProduct[] = [];
  let code = '';
  let category = '';
  let number = 0;
  for (const line of catalog.trim().split('\n')) {
    const heading = /^# (\w+) (.+)$/.exec(line);
    if (heading !== null) {
      [, code = '', category = ''] = heading;
      number = 0;
      continue;
    }
    const [name, pence, versions = '', description = ''] = line.split(' | ');
    for (const [column, version] of versions.split(' / ').entries()) {
      number++;
      products.push({
        sku: `${code}-${String(number).padStart(4, '0')}`,
        name: `${name}, ${version}`,
        description,
        category,
        // A second version with a number in it is the larger one, and costs more.
        price: column === 1 && /\d/.test(version) ? Math.round(Number(pence) * 0.135) * 10 : Number(pence),
        stockQuantity: 20 + ((number * 37 + code.charCodeAt(0) * 7) % 180),
      });
    }
  }
  return products;
}
