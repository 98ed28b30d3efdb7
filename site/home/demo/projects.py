"""Five invented projects, each with what every side gives and wants, and roles that nobody fills yet."""

from dataclasses import dataclass

from .needs import EXPENSES, HONORARIUM, VOLUNTEER, Place


@dataclass(frozen=True)
class DemoProject:
    key: str
    title: str
    vision: str
    background: str
    aims: str
    area: str
    place: str
    months: int
    years_ago: float
    state: str
    summary: str
    story: str
    # role, partner key ("" for a role that nobody fills yet), gives, wants
    stakeholders: tuple[tuple[str, str, str, str], ...]
    orders: tuple[
        tuple[str, str, int, int, str, str, int], ...
    ] = ()  # client, item, n, yen, category, state, days ago
    openings: tuple[Place, ...] = ()
    tags: tuple[str, ...] = ()


PROJECTS = [
    DemoProject(
        "net",
        "網の作業場",
        "手を動かしているうちに、人がつながる場所へ。",
        "漁網を仕立てる人が減り、注文をことわる日が増えました。いっぽうで、静かな場所で手を動かしたい人がいました。",
        "網の技を受けつぐこと。座ってできる仕事を町の中につくること。漁網のほかの品物にも広げること。",
        "kushiro",
        "港の作業場",
        0,
        2.8,
        "active",
        "漁網を仕立てる作業場です。座って、自分の速さで手を動かします。来る日も時間も、相談して決めます。",
        "針を持つのがはじめての人も、三日目には網の目がそろってきます。作業場には時計がひとつだけ。急がせる人はいません。",
        (
            ("lead", "net", "技と道具、注文の窓口", "技を受けつぐ人"),
            ("secretariat", "hall", "集まりの世話、連絡", "町内に若い顔が増えること"),
            ("labour", "home", "網を束ねる手", "町の人と働く時間"),
            ("government", "city", "体育館ネットの注文、場所の貸し出し", "地域の中で仕事がまわること"),
            ("finance_management", "union", "値決めと帳面の相談", "新しい取引"),
            ("promotion", "", "", ""),
        ),
        (
            ("city", "体育館の仕切りネット", 2, 180000, "non_net", "distributed", 430),
            ("city", "体育館ネットの縁の結びなおし", 6, 42000, "non_net", "in_work", 60),
            ("freezer", "刺し網の仕立て", 40, 9500, "net", "paid", 200),
            ("wood", "いすの座面用の網", 150, 800, "non_net", "delivered", 120),
        ),
        tags=("手仕事", "海"),
    ),
    DemoProject(
        "fuki",
        "川べりの蕗畑",
        "蕗の香りで、この町を思い出してもらえるように。",
        "山の蕗が減り、やめた畑が増えました。畑に人が集まれば、ひとりの夕方が減るのではと考えました。",
        "蕗を育て、加工し、売るまでを町の中で続けること。歩く人のいる畑道にすること。",
        "onbetsu",
        "川べりの畑と山菜工場",
        504,
        2.6,
        "seasonal_rest",
        "蕗を植え、刈り、漬けて届けるまでを、町のみんなで分け合っています。畑は春から秋まで。",
        "草を取る人がいて、運ぶ人がいて、味を見る人がいます。車のない人は、朝の送迎車で畑に向かいます。",
        (
            ("lead", "fuki", "畑と苗、育て方", "畑を続ける仲間"),
            ("secretariat", "hall", "日程の調整、送迎の手配", "町の行き来が増えること"),
            ("production", "fuki", "植えつけと収穫", "草取りの手"),
            ("processing", "foods", "加工場と商品の試作", "安心して使える蕗"),
            ("labour", "home", "週に二度の草取り", "地域の人との時間"),
            ("coordination", "city", "関係する人を引き合わせる", "周りの町にも広がること"),
            ("government", "city", "売り先さがしの手伝い", "にぎわい"),
            ("finance_management", "union", "資金計画の相談", "新しい取引"),
            ("promotion", "studio", "包み紙とちらしのデザイン", "通いたくなる町"),
            ("watch_over", "", "", ""),
            ("research", "", "", ""),
        ),
        tags=("畑", "食べもの"),
    ),
    DemoProject(
        "chair",
        "からまつと網のいす",
        "座る人のうしろに、作った人が見えるいすを。",
        "海の広場に置くいすを頼まれました。木は山から、網は港から。町の材料でつくれるとわかりました。",
        "いすを百五十脚つくり、作った人の手に代金を届けること。",
        "kushiro",
        "木工場と網の作業場",
        0,
        1.9,
        "active",
        "からまつの枠に、漁網の座面。木工場と網の作業場が、いっしょにつくっているいすです。",
        "一脚にかかわる手は七人分。できあがったいすに、それぞれが一度ずつ座ってから送り出します。",
        (
            ("lead", "wood", "設計と木の加工", "仕上げの手"),
            ("secretariat", "city", "注文のとりまとめ", "広場に置くいす"),
            ("technical", "net", "座面の編み方を教える", "網の新しい使い道"),
            ("promotion", "studio", "写真と言葉", "作る人に会えること"),
            ("finance_management", "", "", ""),
        ),
        (("city", "からまつと網のいす", 150, 14800, "non_net", "in_work", 90),),
        tags=("ものづくり", "木工"),
    ),
    DemoProject(
        "zoo",
        "動物公園の朝",
        "だれにとっても歩きやすい園路に。",
        "園路が広く、落ち葉の季節は職員だけでは手がまわりません。",
        "開園前の一時間を、町の人と分け合うこと。外に出るきっかけになること。",
        "akan",
        "動物公園",
        2040,
        2.2,
        "active",
        "開園前の静かな一時間、落ち葉をはいて花壇を整えます。はじめて外に出る人にも歩きやすい場所です。",
        "ほうきの音で鳥が起きます。終わったら、園内を一周して帰る人が多いです。",
        (
            ("lead", "zoo", "場所と道具、年間の入園証", "きれいな園路"),
            ("secretariat", "hall", "集合と連絡", "町内の人の外出"),
            ("labour", "home", "花壇の水やり", "動物に会えること"),
            ("watch_over", "", "", ""),
        ),
        tags=("動物", "外の仕事"),
    ),
    DemoProject(
        "study",
        "冬の灯の勉強部屋",
        "となりに座る大人のいる夕方を。",
        "夕方をひとりで過ごす中学生がいました。勉強を教える人より、待っていてくれる人が足りませんでした。",
        "週に二度、安心して来られる部屋をひらくこと。大人も通える場所になること。",
        "kushiro",
        "灯の部屋",
        0,
        1.5,
        "active",
        "中学生や高校生が夕方に集まる部屋です。となりに座る人、おやつを出す人がいます。",
        "教わる人と教える人が、ときどき入れかわります。",
        (
            ("lead", "study", "部屋と運営", "続けて来てくれる大人"),
            ("secretariat", "hall", "連絡と保険の手続き", "子どもの声のする町内"),
            ("finance_management", "union", "教材費の寄付", "地域の子どもの成長"),
            ("technical", "", "", ""),
        ),
        openings=(
            Place(
                "冬休みの勉強会の案内係",
                "玄関で名前を聞かずに迎え、席に案内します。",
                "来た子どもを席につれて行きます。",
                "learning",
                VOLUNTEER,
                EXPENSES,
                "火水 pm",
                "13:00〜16:00",
                2,
                6,
                places=2,
                stages=(1, 7),
                pay_from=400,
                unit="day",
                but={"months": 2049},
                tags=("子ども", "冬"),
            ),
            Place(
                "教材づくりの切り貼り",
                "プリントを切って台紙に貼ります。家でもできます。",
                "紙を切って、はる仕事です。",
                "office",
                VOLUNTEER,
                HONORARIUM,
                "水 am",
                "10:00〜12:00",
                1,
                4,
                places=2,
                stages=(0, 7),
                pay_from=600,
                unit="day",
                but={"reading": 0, "phone": 0, "pace": 0},
                tags=("座ってできる",),
            ),
        ),
        tags=("子ども", "居場所"),
    ),
]
