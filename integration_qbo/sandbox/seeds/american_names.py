"""Knows the people of the US company, by the names and ids of the public sample.

Columns: id, display name, given name, family name, what is filled in. The letters:
b bill address, s the same ship address, d a different one, p phone, m mobile,
f fax, e e-mail, w web, t taxable, c country, x own tax code, n company name,
a account number, i tax id, r terms.
"""

CUSTOMERS = """
1|Amy's Bird Sanctuary|Amy|Lark|nbspet
2|Bill's Windsurf Shop|Bill|Gale|nbpe
3|Cool Cars|Grace|Torque|nbpe
4|Diego Rodriguez|Diego|Rodriguez|bpe
5|Dukes Basketball Camp|Peter|Dukes|nbspet
6|Dylan Sollfrank|Dylan|Sollfrank|
7|Freeman Sporting Goods|Kirby|Freeman|nbspmfew
10|Geeta Kalapatapu|Geeta|Kalapatapu|bspe
11|Gevelber Photography|Lisa|Gevelber|nbspew
12|Jeff's Jalopies|Jeff|Axle|nbspe
13|John Melton|John|Melton|bspe
14|Kate Whelan|Kate|Whelan|bspec
15|Pye's Cakes|Karen|Pye|nbspmew
16|Kookies by Kathy|Kathy|Crumb|nbpe
17|Mark Cho|Mark|Cho|bspe
18|Paulsen Medical Supplies|Kathy|Paulsen|nbdpe
19|Rago Travel Agency|Jeff|Rago|nbspe
20|Red Rock Diner|Stephanie|Stone|nbspe
21|Rondonuwu Fruit and Vegi|Tony|Rondonuwu|bspe
22|Shara Barnett|Shara|Barnett|bspe
24|Sonnenschein Family Store|Russ|Sonnenschein|nbspex
25|Sushi by Katsuyuki|Katsuyuki|Wasa|nbspe
26|Travis Waldron|Travis|Waldron|bspet
27|Video Games by Dan|Dan|Pixel|nbspe
28|Wedding Planning by Whitney|Whitney|Vale|nbspew
29|Weiskopf Consulting|Nicola|Weiskopf|nbspe
"""
# After the name: the id of the customer it is a job of.
JOBS = """
8|0969 Ocean View Road|7|Sasha|Ocean|bspmfew
9|55 Twin Lane|7|Amelia||bspmfew
23|Barnett Design|22|Shara|Barnett|bspe
"""
VENDORS = """
30|Books by Bessie|Bessie|Williams|bpewan
31|Brosnahan Insurance Agency|Nick|Brosnahan|bpmfwain
32|Cal Telephone|||bprn
33|Chin's Gas and Oil|||n
34|Cigna Health Care|||pan
35|Computers by Jenni|Jenni|Winslow|bpmfen
36|Diego's Road Warrior Bodyshop|||n
37|EDD|||n
38|Ellis Equipment Rental|Julie|Ellis|bpmewacn
39|Fidelity|||n
40|Hall Properties|Melanie|Hall|bpmwain
41|Hicks Hardware|Geoff|Hicks|bpmwan
42|Lee Advertising|Laurel|Lee|bpan
43|Mahoney Mugs|||n
44|Met Life Dental|||n
45|National Eye Care|||bpfewarn
46|Norton Lumber and Building Materials|Julie|Norton|bpean
47|Pam Seitz|Pam|Seitz|bpmfewarn
48|PG&E|||bpean
49|Robertson & Associates|Jenny|Robertson|bpan
50|Tania's Nursery|Tania|Kronberg|bpeacn
51|Tim Philip Masonry|Tim|Philip|bpmewain
52|Tony Rondonuwu|Tony|Rondonuwu|e
53|United States Treasury|||bpewa
56|Bob's Burger Joint|||
57|Squeaky Kleen Car Wash|||
"""
TITLED = {
    "38": {"Title": "Ms.", "MiddleName": "I."},
    "42": {"Title": "Mrs.", "MiddleName": "J."},
    "52": {"Title": "Mr.", "MiddleName": "L", "Suffix": "Jr."},
}
