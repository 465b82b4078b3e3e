"""Knows the customers of the Australian practice; every one is invented.

Columns: name, given name, family name, street, city, state, postcode.
"""

CUSTOMERS = """
Acacia Landscapes Pty Ltd|Hannah|Nguyen|18 Ridge Road|Penrith|NSW|2750
Banksia Dental Group|Imran|Malik|204 Oxford Street|Paddington|NSW|2021
Bondi Beach Surf School|Tess|Callahan|3 Queen Elizabeth Drive|Bondi Beach|NSW|2026
Coolabah Constructions Pty Ltd|Gary|Petrov|77 Foundry Lane|Geelong|VIC|3220
Dingo & Daughters Bakery|Marta|Dingley|12 Market Street|Fremantle|WA|6160
Eucalypt Early Learning|Priya|Raman|9 Wattle Grove|Ryde|NSW|2112
Fitzroy Physio|Liam|Okafor|140 Brunswick Street|Fitzroy|VIC|3065
Gum Tree Cafe|Sofia|Marino|5 Station Street|Katoomba|NSW|2780
Hunter Valley Vineyards Pty Ltd|Angus|Fraser|880 Broke Road|Pokolbin|NSW|2320
Illawarra Plumbing Services|Deano|Rossi|31 Keira Street|Wollongong|NSW|2500
Jacaranda Florist|Mei|Chen|66 Prince Street|Grafton|NSW|2460
Kookaburra Pest Control|Wayne|Baxter|4 Industrial Avenue|Caboolture|QLD|4510
Lorikeet Design Studio|Ava|Kowalski|Level 2, 19 James Street|Fortitude Valley|QLD|4006
Murray River Houseboats|Colin|Murphy|1 Riverside Esplanade|Echuca|VIC|3564
Nullarbor Transport Pty Ltd|Sandra|Kelly|Lot 6 Great Eastern Highway|Kalgoorlie|WA|6430
O'Brien & Sons Electrical|Patrick|O'Brien|52 Parramatta Road|Ashfield|NSW|2131
Pelican Point Caravan Park|Joan|Webster|200 Ocean Road|Robe|SA|5276
Quokka Tours|Jarrah|Smith|Shed B, Barrack Street Jetty|Perth|WA|6000
Rosella Homewares|Nadia|Haddad|311 King William Road|Hyde Park|SA|5061
Southern Cross Motors|Tony|Vella|1010 Princes Highway|Dandenong|VIC|3175
Tasman Timber Pty Ltd|Ingrid|Larsen|40 Mill Road|Burnie|TAS|7320
Uluru Art Gallery|Daisy|Walker|15 Todd Mall|Alice Springs|NT|0870
Victoria Street Medical Centre|Dr Omar|Farouk|225 Victoria Street|Richmond|VIC|3121
Waratah Wealth Advisers|Claire|Beaumont|Suite 8, 90 Pitt Street|Sydney|NSW|2000
Yarra Yoga|Zoe|Papas|7 Bridge Road|Richmond|VIC|3121
"""
